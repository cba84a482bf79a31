package kagemusha.array.volume;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kagemusha.array.disk.RaidGroup;

/**
 * A pool of pages on RAID groups. Pages are handed out in turn from each group that has one left,
 * and within a group from its beginning on, so data written together lies together. A page is never
 * given back; its number tells its age. Groups in reserve give pages after the pool has grown by
 * them.
 */
public final class Pool {
  /** Instead of a page number: there is none left, or none was allocated. */
  public static final int NONE = -1;

  private final String name;
  private final List<RaidGroup> groups;
  private final int pageBlocks;
  private final long allocationNanos;
  private final int[] pagesOfGroup;
  private final int[] freeSlots;
  private final int[] usedSlots;
  private final int[] takenAway;
  private byte[] groupOfPage = new byte[64];
  private int[] slotOfPage = new int[64];
  private int pages;
  private int turn;
  private int groupsInUse;

  /** A pool without a reserve and without pages in use. */
  public Pool(
      String name,
      List<RaidGroup> groups,
      int[] pagesOfGroup,
      int pageBlocks,
      Duration allocation) {
    this(name, groups, pagesOfGroup, groups.size(), pageBlocks, allocation);
  }

  /**
   * A pool without pages in use.
   *
   * @param pagesOfGroup how many pages each group holds
   * @param groupsInUse how many of the groups it begins with; the others are its reserve
   */
  public Pool(
      String name,
      List<RaidGroup> groups,
      int[] pagesOfGroup,
      int groupsInUse,
      int pageBlocks,
      Duration allocation) {
    if (groups.isEmpty() || groups.size() > Byte.MAX_VALUE) {
      throw new IllegalArgumentException("pool " + name + " has " + groups.size() + " RAID groups");
    }
    this.name = name;
    this.groups = List.copyOf(groups);
    this.pageBlocks = pageBlocks;
    this.allocationNanos = allocation.toNanos();
    this.pagesOfGroup = pagesOfGroup.clone();
    this.freeSlots = Arrays.copyOf(Arrays.copyOf(pagesOfGroup, groupsInUse), groups.size());
    this.groupsInUse = groupsInUse;
    this.usedSlots = new int[groups.size()];
    this.takenAway = new int[groups.size()];
  }

  public String name() {
    return name;
  }

  public int pageBlocks() {
    return pageBlocks;
  }

  public List<RaidGroup> groups() {
    return groups;
  }

  /** What the allocation of a page adds to the write that needs it. */
  public long allocationNanos() {
    return allocationNanos;
  }

  /** Pages handed out so far; a page of a higher number is younger than this moment. */
  public int pages() {
    return pages;
  }

  /** A new page, or {@link #NONE}. */
  public int allocate() {
    for (int tried = 0; tried < groups.size(); tried++) {
      int group = turn;
      turn = (turn + 1) % groups.size();
      if (freeSlots[group] > 0) {
        return take(group);
      }
    }
    return NONE;
  }

  /** Takes the next group of the reserve into use: its name, or nothing if there is none left. */
  public Optional<String> grow() {
    if (groupsInUse == groups.size()) {
      return Optional.empty();
    }
    freeSlots[groupsInUse] = pagesOfGroup[groupsInUse];
    return Optional.of(groups.get(groupsInUse++).name());
  }

  /** Somebody else takes all pages that are left. */
  public void fillUp() {
    for (int group = 0; group < freeSlots.length; group++) {
      takenAway[group] += freeSlots[group];
      freeSlots[group] = 0;
    }
  }

  /** He gives them back. */
  public void giveBack() {
    for (int group = 0; group < freeSlots.length; group++) {
      freeSlots[group] += takenAway[group];
      takenAway[group] = 0;
    }
  }

  /** Pages that can still be handed out. */
  public int freePages() {
    return Arrays.stream(freeSlots).sum();
  }

  private int take(int group) {
    if (pages == slotOfPage.length) {
      groupOfPage = Arrays.copyOf(groupOfPage, pages * 2);
      slotOfPage = Arrays.copyOf(slotOfPage, pages * 2);
    }
    freeSlots[group]--;
    groupOfPage[pages] = (byte) group;
    slotOfPage[pages] = usedSlots[group]++;
    return pages++;
  }

  /** The group that holds a page. */
  public RaidGroup group(int page) {
    return groups.get(groupOfPage[page]);
  }

  /** Its position among the pool's groups. */
  public int groupIndex(int page) {
    return groupOfPage[page];
  }

  /** The row of its group at which a page begins. */
  public long firstRow(int page) {
    return (long) slotOfPage[page] * rowsOfPage(pageBlocks, group(page).geometry().rowBlocks());
  }

  /** Rows taken by a page; the last may be used in part. */
  public static int rowsOfPage(int pageBlocks, int rowBlocks) {
    return (pageBlocks + rowBlocks - 1) / rowBlocks;
  }
}

package kagemusha.array.volume;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import kagemusha.array.disk.RaidGroup;
import kagemusha.array.protocol.ControllerCommand.Extent;

/**
 * A logical unit: where its pages are, what its blocks hold, and its snapshots. All ranges are in
 * blocks of 16 KiB.
 */
public final class Volume {
  /** Instead of a place in the diff area: it may not grow any more. */
  public static final long DIFF_AREA_FULL = DiffArea.FULL;

  private final int number;
  private final String name;
  private final Pool pool;
  private final long blocks;
  private final int[] pages;
  private final VersionMap versions;
  private final DiffArea diffArea;
  private final Map<String, Snapshot> snapshots = new LinkedHashMap<>();
  private long readWaitNanos;

  /** An LU whose diff area may take all of it. */
  public Volume(int number, String name, Pool pool, long blocks) {
    this(number, name, pool, blocks, blocks);
  }

  /**
   * An LU without data.
   *
   * @param diffAreaMaxBlocks what the snapshots' saved blocks may take of it
   */
  public Volume(int number, String name, Pool pool, long blocks, long diffAreaMaxBlocks) {
    this.number = number;
    this.name = name;
    this.pool = pool;
    this.blocks = blocks;
    this.pages = new int[(int) ((blocks + pool.pageBlocks() - 1) / pool.pageBlocks())];
    Arrays.fill(pages, Pool.NONE);
    this.versions = new VersionMap(blocks);
    this.diffArea = new DiffArea(blocks, pool.pageBlocks(), diffAreaMaxBlocks);
  }

  /** Number of the LU in the topology. */
  public int number() {
    return number;
  }

  public String name() {
    return name;
  }

  public Pool pool() {
    return pool;
  }

  public long blocks() {
    return blocks;
  }

  public VersionMap versions() {
    return versions;
  }

  /** Whether a range lies within the LU. */
  public boolean contains(long firstBlock, long length) {
    return firstBlock >= 0 && length > 0 && firstBlock <= blocks - length;
  }

  /** The pool page under a block, or {@link Pool#NONE}. */
  public int pageOf(long block) {
    return pages[(int) (block / pool.pageBlocks())];
  }

  /** Allocates what is missing under a range: the number of new pages, or {@link Pool#NONE}. */
  public int allocate(long firstBlock, long length) {
    int last = (int) ((firstBlock + length - 1) / pool.pageBlocks());
    int added = 0;
    for (int page = (int) (firstBlock / pool.pageBlocks()); page <= last; page++) {
      if (pages[page] == Pool.NONE) {
        pages[page] = pool.allocate();
        if (pages[page] == Pool.NONE) {
          return Pool.NONE;
        }
        added++;
      }
    }
    return added;
  }

  /** Reads from the disks; pages that do not exist cost nothing. Returns when all is read. */
  public long read(long nowNanos, long firstBlock, int length) {
    long done = nowNanos;
    readWaitNanos = 0;
    long end = firstBlock + length;
    for (long block = firstBlock; block < end; ) {
      int within = (int) (block % pool.pageBlocks());
      int part = (int) Math.min(pool.pageBlocks() - within, end - block);
      int page = pageOf(block);
      if (page != Pool.NONE) {
        RaidGroup group = pool.group(page);
        long partDone = group.read(nowNanos, pool.firstRow(page), within, part);
        if (partDone > done) {
          done = partDone;
          readWaitNanos = group.readWaitNanos();
        }
      }
      block += part;
    }
    return done;
  }

  /** Of the {@link #read} before: how much of its time is waiting for a drive. */
  public long readWaitNanos() {
    return readWaitNanos;
  }

  /** The same as an array reads for its own copies: one operation for each disk and page. */
  public long readRun(long nowNanos, long firstBlock, int length) {
    long done = nowNanos;
    long end = firstBlock + length;
    for (long block = firstBlock; block < end; ) {
      int within = (int) (block % pool.pageBlocks());
      int part = (int) Math.min(pool.pageBlocks() - within, end - block);
      int page = pageOf(block);
      if (page != Pool.NONE) {
        RaidGroup group = pool.group(page);
        done = Math.max(done, group.readRun(nowNanos, pool.firstRow(page), within, part));
      }
      block += part;
    }
    return done;
  }

  /** Whether any page exists under a range. */
  public boolean holdsPages(long firstBlock, long length) {
    int last = (int) ((firstBlock + length - 1) / pool.pageBlocks());
    for (int page = (int) (firstBlock / pool.pageBlocks()); page <= last; page++) {
      if (pages[page] != Pool.NONE) {
        return true;
      }
    }
    return false;
  }

  /** Takes a snapshot of all of the LU; the name must be free. */
  public Snapshot freeze(String snapshot) {
    return freeze(snapshot, List.of());
  }

  /** Takes a snapshot of some extents, or of all of the LU if there are none. */
  public Snapshot freeze(String snapshot, List<Extent> extents) {
    Coverage coverage = Coverage.of(extents, blocks);
    return keep(new Snapshot(snapshot, versions.freeze(), coverage, blocks, pool.pages()));
  }

  /**
   * Takes a snapshot of all of the LU that shows the present content of another LU of its size;
   * what this one lacks of it is being copied. A page that comes later belongs to it as well.
   */
  public Snapshot freeze(String snapshot, Volume content) {
    Coverage all = Coverage.of(List.of(), blocks);
    return keep(new Snapshot(snapshot, content.versions.freeze(), all, blocks, Integer.MAX_VALUE));
  }

  private Snapshot keep(Snapshot taken) {
    if (snapshots.putIfAbsent(taken.name(), taken) != null) {
      throw new IllegalArgumentException("there is a snapshot " + taken.name());
    }
    return taken;
  }

  public Optional<Snapshot> snapshot(String snapshot) {
    return Optional.ofNullable(snapshots.get(snapshot));
  }

  /** The snapshots there are now, the oldest first. */
  public List<Snapshot> snapshots() {
    return List.copyOf(snapshots.values());
  }

  /** Forgets a snapshot; the diff area is free again with the last one. */
  public void forget(String snapshot) {
    snapshots.remove(snapshot);
    if (snapshots.isEmpty()) {
      diffArea.clear();
    }
  }

  /** How many blocks of a write have to be saved first; one copy serves all snapshots. */
  public int unsaved(long firstBlock, int length) {
    if (snapshots.isEmpty()) {
      return 0;
    }
    int copies = 0;
    for (long block = firstBlock; block < firstBlock + length; block++) {
      boolean needed = false;
      for (Snapshot snapshot : snapshots.values()) {
        needed |= snapshot.needs(block, pageOf(block));
      }
      copies += needed ? 1 : 0;
    }
    return copies;
  }

  /** The snapshots for which a part of a write has to be saved first. */
  public List<Snapshot> needing(long firstBlock, int length) {
    return snapshots.values().stream()
        .filter(
            snapshot ->
                LongStream.range(firstBlock, firstBlock + length)
                    .anyMatch(block -> snapshot.needs(block, pageOf(block))))
        .toList();
  }

  /** Notes in every snapshot that a write's old data has been saved. */
  public void touch(long firstBlock, int length) {
    for (Snapshot snapshot : snapshots.values()) {
      for (long block = firstBlock; block < firstBlock + length; block++) {
        snapshot.touch(block, pageOf(block));
      }
    }
  }

  /** Room in the diff area for a copy: its first block in the LU, or {@link #DIFF_AREA_FULL}. */
  public long appendDiff(int length) {
    return diffArea.append(length);
  }

  /** Whether the diff area takes nothing more, however large it may become. */
  public void stopDiffArea(boolean nothingMore) {
    diffArea.stop(nothingMore);
  }

  /** Copies that the diff area has not taken for that reason. */
  public long refusedByDiffArea() {
    return diffArea.refused();
  }

  /** What the diff area may hold at most, in blocks. */
  public long diffAreaMaxBlocks() {
    return diffArea.maxBlocks();
  }

  /** Where a saved run is read back from. */
  public long locateDiff(long firstBlock, int length) {
    return diffArea.locate(firstBlock, length);
  }
}

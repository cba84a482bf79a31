package kagemusha.array.volume;

/**
 * A software snapshot of a volume or of some extents of it: the versions of that moment, and which
 * blocks have been written since and therefore been saved. What was allocated later held no data
 * then and is never saved. A revert gives blocks an older content, which is saved like the rest.
 */
public final class Snapshot {
  /** Where a block of a snapshot is. */
  public enum Source {
    /** It held no data. */
    NOTHING,
    /** It has not been written since. */
    VOLUME,
    /** It was saved before it was written, or reverted. */
    DIFF_AREA
  }

  private final String name;
  private final FrozenVersions versions;
  private final Coverage coverage;
  private final BlockSet saved;
  private final int pagesThen;
  private long copiedBlocks;

  Snapshot(String name, FrozenVersions versions, Coverage coverage, long blocks, int pagesThen) {
    this.name = name;
    this.versions = versions;
    this.coverage = coverage;
    this.saved = new BlockSet(blocks);
    this.pagesThen = pagesThen;
  }

  public String name() {
    return name;
  }

  public FrozenVersions versions() {
    return versions;
  }

  /** Blocks saved by copy-on-write so far. */
  public long copiedBlocks() {
    return copiedBlocks;
  }

  /** Whether the snapshot holds all of a range. */
  public boolean covers(long firstBlock, long blocks) {
    return coverage.containsAll(firstBlock, blocks);
  }

  /** Whether a pool page existed when the snapshot was taken. */
  private boolean heldPage(int page) {
    return page != Pool.NONE && page < pagesThen;
  }

  /** Where the content of a block is to be read. */
  public Source source(long block, Volume volume) {
    if (saved.contains(block)) {
      return Source.DIFF_AREA;
    }
    return heldPage(volume.pageOf(block)) ? Source.VOLUME : Source.NOTHING;
  }

  /** Whether a block on a page has to be saved before it is written. */
  boolean needs(long block, int page) {
    return heldPage(page) && coverage.contains(block) && !saved.contains(block);
  }

  /** Notes a write; the old data has been saved if there was any and it was not there yet. */
  void touch(long block, int page) {
    if (needs(block, page)) {
      saved.add(block);
      copiedBlocks++;
    }
  }

  /** Gives a run of blocks the content of an older snapshot; it is in the diff area then. */
  public void revert(Snapshot older, long firstBlock, int blocks) {
    for (long block = firstBlock; block < firstBlock + blocks; block++) {
      versions.set(block, older.versions.version(block));
      saved.add(block);
    }
  }
}

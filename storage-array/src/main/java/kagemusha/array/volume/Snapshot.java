package kagemusha.array.volume;

/**
 * A software snapshot of a volume: the versions of that moment, and which blocks have been written
 * since and therefore been saved. What was allocated later held no data then and is never saved.
 */
public final class Snapshot {
  /** Where a block of a snapshot is. */
  public enum Source {
    /** It held no data. */
    NOTHING,
    /** It has not been written since. */
    VOLUME,
    /** It was saved before it was written. */
    DIFF_AREA
  }

  private final String name;
  private final FrozenVersions versions;
  private final BlockSet touched;
  private final int pagesThen;
  private long copiedBlocks;

  Snapshot(String name, FrozenVersions versions, long blocks, int pagesThen) {
    this.name = name;
    this.versions = versions;
    this.touched = new BlockSet(blocks);
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

  /** Whether a pool page existed when the snapshot was taken. */
  private boolean heldPage(int page) {
    return page != Pool.NONE && page < pagesThen;
  }

  /** Where the content of a block is to be read. */
  public Source source(long block, Volume volume) {
    if (!heldPage(volume.pageOf(block))) {
      return Source.NOTHING;
    }
    return touched.contains(block) ? Source.DIFF_AREA : Source.VOLUME;
  }

  /** Notes a write; true if it is the first and there is data to be saved. */
  boolean touch(long block, int page) {
    if (!touched.add(block) || !heldPage(page)) {
      return false;
    }
    copiedBlocks++;
    return true;
  }
}

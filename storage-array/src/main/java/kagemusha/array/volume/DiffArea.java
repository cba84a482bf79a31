package kagemusha.array.volume;

/**
 * Where saved blocks of a volume's snapshots lie: from the end of the LU downwards page by page,
 * upwards within a page. The area begins with 320 MiB and grows by as much up to its maximum, as
 * the snapshot driver's file does [pub]. The emulation does not remember where each block went:
 * reading one back is a random read somewhere in the area, and that is all that matters to a disk.
 */
final class DiffArea {
  /** Instead of an address: the area may not grow any more. */
  static final long FULL = -1;

  /** Least size and step of growth: 320 MiB in blocks of 16 KiB. */
  static final long STEP_BLOCKS = 320L * 1024 / 16;

  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final int pageBlocks;
  private final long pages;
  private final long maxBlocks;
  private long allocated;
  private long used;
  private boolean stopped;
  private long refused;

  DiffArea(long blocks, int pageBlocks, long maxBlocks) {
    this.pageBlocks = pageBlocks;
    this.pages = Math.max(1, blocks / pageBlocks);
    this.maxBlocks = Math.min(maxBlocks, blocks);
    clear();
  }

  long usedBlocks() {
    return used;
  }

  /** The present size of the area. */
  long allocatedBlocks() {
    return allocated;
  }

  long maxBlocks() {
    return maxBlocks;
  }

  void clear() {
    used = 0;
    allocated = Math.min(STEP_BLOCKS, maxBlocks);
  }

  /** Whether it takes nothing more, however large it may become. */
  void stop(boolean nothingMore) {
    stopped = nothingMore;
  }

  /** Copies that it has not taken for that reason. */
  long refused() {
    return refused;
  }

  /** Room for a copy, which never crosses a page: the first block of it in the LU, or FULL. */
  long append(int blocks) {
    if (blocks > pageBlocks) {
      throw new IllegalArgumentException(
          "a copy of " + blocks + " blocks is larger than a page of " + pageBlocks);
    }
    if (stopped) {
      refused++;
      return FULL;
    }
    long left = pageBlocks - used % pageBlocks;
    long start = blocks > left ? used + left : used;
    while (start + blocks > allocated) {
      if (allocated == maxBlocks) {
        return FULL;
      }
      allocated = Math.min(allocated + STEP_BLOCKS, maxBlocks);
    }
    used = start + blocks;
    return address(start);
  }

  /** Where a saved run of blocks is read back from. */
  long locate(long block, int blocks) {
    long position = ((block * MIX) >>> 1) % Math.max(1, used);
    long within = Math.min(position % pageBlocks, pageBlocks - blocks);
    return address(position - position % pageBlocks) + Math.max(0, within);
  }

  private long address(long position) {
    long page = pages - 1 - position / pageBlocks % pages;
    return page * pageBlocks + position % pageBlocks;
  }
}

package kagemusha.array.volume;

/**
 * Where saved blocks of a volume's snapshots lie: from the end of the LU downwards page by page,
 * upwards within a page. The emulation does not remember where each block went: reading one back is
 * a random read somewhere in the area, and that is all that matters to a disk.
 */
final class DiffArea {
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final int pageBlocks;
  private final long pages;
  private long used;

  DiffArea(long blocks, int pageBlocks) {
    this.pageBlocks = pageBlocks;
    this.pages = Math.max(1, blocks / pageBlocks);
  }

  void clear() {
    used = 0;
  }

  /** Room for a copy, which never crosses a page; the first block of it in the LU. */
  long append(int blocks) {
    long left = pageBlocks - used % pageBlocks;
    if (blocks > left) {
      used += left;
    }
    long address = address(used);
    used += blocks;
    return address;
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

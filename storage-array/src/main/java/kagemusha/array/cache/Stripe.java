package kagemusha.array.cache;

import kagemusha.array.disk.RaidGroup;
import kagemusha.array.volume.BlockSet;
import kagemusha.array.volume.Volume;

/**
 * One row of stripe units of an LU and what of it is dirty: the unit of destaging; where the array
 * writes copies of its own, whole rows behind it as well. A stripe is filled from the dirty blocks,
 * which are thereby clean, and used again for another row when it is done.
 */
final class Stripe {
  private RaidGroup group;
  private long row;
  private int unitBlocks;
  private int rowBlocks;
  private int rows;
  private int dirtyBlocks;
  private int[] from = new int[8];
  private int[] until = new int[8];

  /** First block of the row that contains a block. */
  static long firstBlock(Volume volume, long block) {
    int within = (int) (block % volume.pool().pageBlocks());
    RaidGroup group = volume.pool().group(volume.pageOf(block));
    return block - within % group.geometry().rowBlocks();
  }

  /** Blocks of the row, fewer at the end of a page or of the LU. */
  static int blocks(Volume volume, long firstBlock) {
    int within = (int) (firstBlock % volume.pool().pageBlocks());
    int row = volume.pool().group(volume.pageOf(firstBlock)).geometry().rowBlocks();
    long rest = Math.min(volume.pool().pageBlocks() - within, volume.blocks() - firstBlock);
    return (int) Math.min(row, rest);
  }

  /**
   * Takes what is dirty in the row and, if all of it is, such rows behind it on the same page;
   * returns how many blocks that are.
   *
   * @param most how many blocks to take at most; a row is always taken
   */
  int take(Volume volume, BlockSet dirty, long firstBlock, int most) {
    take(volume, dirty, firstBlock);
    int whole = group.geometry().rowBlocks();
    long end = firstBlock - firstBlock % volume.pool().pageBlocks() + volume.pool().pageBlocks();
    long next = firstBlock + whole;
    while (dirtyBlocks == rows * whole
        && dirtyBlocks + whole <= most
        && next + whole <= Math.min(end, volume.blocks())
        && dirty.containsAll(next, whole)) {
      for (long block = next; block < next + whole; block++) {
        dirty.remove(block);
      }
      dirtyBlocks += whole;
      rows++;
      next += whole;
    }
    return dirtyBlocks;
  }

  /** Takes what is dirty in the row; returns how many blocks that are. */
  int take(Volume volume, BlockSet dirty, long firstBlock) {
    locate(volume, firstBlock);
    rows = 1;
    dirtyBlocks = 0;
    for (int unit = 0; unit * unitBlocks < rowBlocks; unit++) {
      from[unit] = unitBlocks;
      until[unit] = 0;
    }
    long end = firstBlock + rowBlocks;
    for (long block = dirty.next(firstBlock);
        block >= 0 && block < end;
        block = dirty.next(block + 1)) {
      dirty.remove(block);
      mark((int) (block - firstBlock));
    }
    return dirtyBlocks;
  }

  private void locate(Volume volume, long firstBlock) {
    int page = volume.pageOf(firstBlock);
    int within = (int) (firstBlock % volume.pool().pageBlocks());
    group = volume.pool().group(page);
    unitBlocks = group.geometry().unitBlocks();
    row = volume.pool().firstRow(page) + within / group.geometry().rowBlocks();
    rowBlocks = blocks(volume, firstBlock);
    if (from.length < group.geometry().dataDisks()) {
      from = new int[group.geometry().dataDisks()];
      until = new int[group.geometry().dataDisks()];
    }
  }

  private void mark(int block) {
    int unit = block / unitBlocks;
    int within = block - unit * unitBlocks;
    from[unit] = Math.min(from[unit], within);
    until[unit] = Math.max(until[unit], within + 1);
    dirtyBlocks++;
  }

  int dirtyBlocks() {
    return dirtyBlocks;
  }

  /** Whether every block of the row is dirty, so that parity needs no reading. */
  boolean isFull() {
    return dirtyBlocks == rows * rowBlocks;
  }

  /** Whether writing it needs old data and parity first. */
  boolean needsOldData() {
    return switch (group.geometry().level()) {
      case RAID10 -> false;
      case RAID5 -> !isFull();
    };
  }

  /** Reads what is about to be overwritten and the parity over it. */
  long readOld(long nowNanos) {
    long done = group.parity(nowNanos, row, parityFrom(), parityBlocks(), false);
    for (int unit = 0; unit * unitBlocks < rowBlocks; unit++) {
      if (until[unit] > from[unit]) {
        int length = until[unit] - from[unit];
        done = Math.max(done, group.readUnit(nowNanos, row, unit, from[unit], length));
      }
    }
    return done;
  }

  /** Writes what is dirty, with the parity in RAID 5. */
  long write(long nowNanos) {
    if (rows > 1) {
      return group.writeRows(nowNanos, row, rows);
    }
    long done = nowNanos;
    for (int unit = 0; unit * unitBlocks < rowBlocks; unit++) {
      if (until[unit] > from[unit]) {
        int length = until[unit] - from[unit];
        done = Math.max(done, group.writeUnit(nowNanos, row, unit, from[unit], length));
      }
    }
    return switch (group.geometry().level()) {
      case RAID10 -> done;
      case RAID5 -> Math.max(done, group.parity(nowNanos, row, parityFrom(), parityBlocks(), true));
    };
  }

  private int parityFrom() {
    int first = unitBlocks;
    for (int unit = 0; unit * unitBlocks < rowBlocks; unit++) {
      first = Math.min(first, from[unit]);
    }
    return first;
  }

  private int parityBlocks() {
    int last = 0;
    for (int unit = 0; unit * unitBlocks < rowBlocks; unit++) {
      last = Math.max(last, until[unit]);
    }
    return last - parityFrom();
  }
}

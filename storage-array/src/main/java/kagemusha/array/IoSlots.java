package kagemusha.array;

import java.util.Arrays;
import kagemusha.array.disk.LongRing;

/**
 * The host I/Os inside the controller, in columns. A slot is used again when its I/O has left; the
 * rows of a chain use one slot after the other.
 */
final class IoSlots {
  private QueuedBatch[] batches = new QueuedBatch[64];
  private int[] rows = new int[64];
  private int[] copies = new int[64];
  private long[] starts = new long[64];
  private final LongRing free = new LongRing();
  private int made;

  int take(QueuedBatch batch, int row, long startNanos) {
    if (free.isEmpty()) {
      grow();
    }
    int slot = (int) free.poll();
    batches[slot] = batch;
    rows[slot] = row;
    starts[slot] = startNanos;
    copies[slot] = 0;
    return slot;
  }

  private void grow() {
    if (made == rows.length) {
      batches = Arrays.copyOf(batches, made * 2);
      rows = Arrays.copyOf(rows, made * 2);
      copies = Arrays.copyOf(copies, made * 2);
      starts = Arrays.copyOf(starts, made * 2);
    }
    free.add(made++);
  }

  void release(int slot) {
    batches[slot] = null;
    free.add(slot);
  }

  /** Goes on to the next row of the chain. */
  void advance(int slot) {
    rows[slot]++;
    copies[slot] = 0;
  }

  void start(int slot, long startNanos) {
    starts[slot] = startNanos;
  }

  QueuedBatch batch(int slot) {
    return batches[slot];
  }

  int row(int slot) {
    return rows[slot];
  }

  long startNanos(int slot) {
    return starts[slot];
  }

  /** Blocks to be saved before the write. */
  int copies(int slot) {
    return copies[slot];
  }

  void copies(int slot, int blocks) {
    copies[slot] = blocks;
  }

  int inUse() {
    return made - free.size();
  }
}

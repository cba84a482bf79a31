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
  private long[] starts = new long[64];
  private long[] copyNanos = new long[64];
  private long[] cacheWaitNanos = new long[64];
  private long[] queueNanos = new long[64];
  private boolean[] failed = new boolean[64];
  private final LongRing free = new LongRing();
  private int made;

  int take(QueuedBatch batch, int row, long startNanos) {
    if (free.isEmpty()) {
      grow();
    }
    int slot = (int) free.poll();
    batches[slot] = batch;
    rows[slot] = row;
    failed[slot] = false;
    start(slot, startNanos);
    return slot;
  }

  private void grow() {
    if (made == rows.length) {
      batches = Arrays.copyOf(batches, made * 2);
      rows = Arrays.copyOf(rows, made * 2);
      starts = Arrays.copyOf(starts, made * 2);
      copyNanos = Arrays.copyOf(copyNanos, made * 2);
      cacheWaitNanos = Arrays.copyOf(cacheWaitNanos, made * 2);
      queueNanos = Arrays.copyOf(queueNanos, made * 2);
      failed = Arrays.copyOf(failed, made * 2);
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
  }

  void start(int slot, long startNanos) {
    starts[slot] = startNanos;
    causes(slot, 0, 0);
    queueNanos[slot] = 0;
  }

  /** What of the time in the controller is copy-on-write, and what waiting for cache room. */
  void causes(int slot, long copying, long waiting) {
    copyNanos[slot] = copying;
    cacheWaitNanos[slot] = waiting;
  }

  /** It has waited so long for the processor or for a drive. */
  void queued(int slot, long nanos) {
    queueNanos[slot] += nanos;
  }

  /** The row changes nothing, and no row of the chain behind it is carried out. */
  void fail(int slot) {
    failed[slot] = true;
  }

  boolean isFailed(int slot) {
    return failed[slot];
  }

  long queueNanos(int slot) {
    return queueNanos[slot];
  }

  long copyNanos(int slot) {
    return copyNanos[slot];
  }

  long cacheWaitNanos(int slot) {
    return cacheWaitNanos[slot];
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

  int inUse() {
    return made - free.size();
  }
}

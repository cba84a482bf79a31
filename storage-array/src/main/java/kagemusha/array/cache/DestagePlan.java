package kagemusha.array.cache;

import java.util.Arrays;

/**
 * The rows of an LU on one RAID group that are to be destaged in one interval, in order of address.
 * Row {@code i} of {@code n} is due at {@code i/n} of the interval.
 */
final class DestagePlan {
  private long[] rows = new long[64];
  private int size;
  private int next;
  private long startNanos;

  /** An interval begins; nothing is planned. */
  void clear(long nowNanos) {
    size = 0;
    next = 0;
    startNanos = nowNanos;
  }

  /** Plans one row more; rows come in order of address. */
  void add(long firstBlock) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, size * 2);
    }
    rows[size++] = firstBlock;
  }

  boolean isDone() {
    return next == size;
  }

  /** The next row's first block. */
  long take() {
    return rows[next++];
  }

  /** When the next row is due; the end of the interval if there is none. */
  long dueNanos(long intervalNanos) {
    return startNanos + (size == 0 ? intervalNanos : intervalNanos * next / size);
  }
}

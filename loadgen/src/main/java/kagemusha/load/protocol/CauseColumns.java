package kagemusha.load.protocol;

import java.util.Arrays;
import kagemusha.array.protocol.IoCause;
import kagemusha.array.protocol.IoParts;
import kagemusha.load.columns.Columns;

/**
 * For each row of a table a duration and the causes of which it is made, see {@link MailCauses}.
 */
public final class CauseColumns {
  private static final int WIDTH = MailCauses.COUNT;

  private long[] nanos = new long[Columns.INITIAL_ROWS * WIDTH];

  /** Makes room for a row and clears it. */
  public void clear(int row) {
    int from = row * WIDTH;
    if (from + WIDTH > nanos.length) {
      nanos = Arrays.copyOf(nanos, Math.max(from + WIDTH, 2 * nanos.length));
    }
    Arrays.fill(nanos, from, from + WIDTH, 0);
  }

  public long nanos(int row, int cause) {
    return nanos[row * WIDTH + cause];
  }

  public void add(int row, int cause, long partNanos) {
    nanos[row * WIDTH + cause] += partNanos;
  }

  /** Adds what a disk I/O was made of. */
  public void add(int row, IoParts parts) {
    int from = row * WIDTH;
    for (int cause = 0; cause < IoCause.COUNT; cause++) {
      nanos[from + cause] += parts.nanos(cause);
    }
  }

  /** Adds a row of the same or another table. */
  public void add(int row, CauseColumns other, int otherRow) {
    int to = row * WIDTH;
    int from = otherRow * WIDTH;
    for (int cause = 0; cause < WIDTH; cause++) {
      nanos[to + cause] += other.nanos[from + cause];
    }
  }

  /** Takes the place of the row. */
  public void copy(int row, CauseColumns other, int otherRow) {
    System.arraycopy(other.nanos, otherRow * WIDTH, nanos, row * WIDTH, WIDTH);
  }

  /** Moves {@code count} of {@code of} equal shares to a row of another table. */
  public void share(int row, int count, int of, CauseColumns to, int toRow) {
    for (int cause = 0; cause < WIDTH; cause++) {
      long moved = nanos(row, cause) * count / of;
      add(row, cause, -moved);
      to.add(toRow, cause, moved);
    }
  }

  /** The whole of a row. */
  public long sumNanos(int row) {
    long sum = 0;
    for (int i = row * WIDTH; i < (row + 1) * WIDTH; i++) {
      sum += nanos[i];
    }
    return sum;
  }

  /** The first rows. */
  public long[] rows(int count) {
    return Arrays.copyOf(nanos, count * WIDTH);
  }
}

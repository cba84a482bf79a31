package kagemusha.load.columns;

import java.util.Arrays;

/** Small operations on columns of rows. */
public final class Columns {
  public static final int INITIAL_ROWS = 16;

  private Columns() {}

  /** The column, or a longer copy of it that has room for row {@code row}. */
  public static long[] fit(long[] column, int row) {
    return row < column.length ? column : Arrays.copyOf(column, column.length * 2);
  }

  public static int[] fit(int[] column, int row) {
    return row < column.length ? column : Arrays.copyOf(column, column.length * 2);
  }

  public static byte[] fit(byte[] column, int row) {
    return row < column.length ? column : Arrays.copyOf(column, column.length * 2);
  }

  /** A copy with {@code added} on every row. */
  public static long[] plus(long[] column, long added) {
    long[] sum = column.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += added;
    }
    return sum;
  }
}

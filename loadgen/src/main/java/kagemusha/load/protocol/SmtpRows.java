package kagemusha.load.protocol;

import java.util.Arrays;
import kagemusha.kernel.data.Batch;
import kagemusha.load.columns.Columns;

/** Messages from one mail server to another; nobody measures how long they take. */
public final class SmtpRows implements Batch {
  private final long[] times;
  private final int[] sizes;
  private final int[] recipientCounts;

  SmtpRows(long[] times, int[] sizes, int[] recipientCounts) {
    this.times = times;
    this.sizes = sizes;
    this.recipientCounts = recipientCounts;
  }

  @Override
  public int size() {
    return times.length;
  }

  @Override
  public long timeNanos(int row) {
    return times[row];
  }

  /** Size of the message, which travels uncompressed. */
  public int bytes(int row) {
    return sizes[row];
  }

  /** How many users of the receiving server get it, at least 1. */
  public int recipients(int row) {
    return recipientCounts[row];
  }

  /** The message, once for all its recipients on the server. */
  @Override
  public long wireBytes(int row) {
    return sizes[row];
  }

  @Override
  public SmtpRows arriving(long[] arrivalNanos, long addedPadNanos) {
    return new SmtpRows(arrivalNanos, sizes, recipientCounts);
  }

  /** Collects rows for one batch; times must not descend. */
  public static final class Builder {
    private long[] times = new long[Columns.INITIAL_ROWS];
    private int[] sizes = new int[Columns.INITIAL_ROWS];
    private int[] recipientCounts = new int[Columns.INITIAL_ROWS];
    private int size;

    public boolean isEmpty() {
      return size == 0;
    }

    public Builder add(long timeNanos, int bytes, int recipients) {
      times = Columns.fit(times, size);
      sizes = Columns.fit(sizes, size);
      recipientCounts = Columns.fit(recipientCounts, size);
      times[size] = timeNanos;
      sizes[size] = bytes;
      recipientCounts[size] = recipients;
      size++;
      return this;
    }

    /** The batch, and an empty builder. */
    public SmtpRows build() {
      SmtpRows batch =
          new SmtpRows(
              Arrays.copyOf(times, size),
              Arrays.copyOf(sizes, size),
              Arrays.copyOf(recipientCounts, size));
      size = 0;
      return batch;
    }
  }
}

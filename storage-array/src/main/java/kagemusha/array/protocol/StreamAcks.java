package kagemusha.array.protocol;

import java.util.Arrays;
import kagemusha.kernel.data.Batch;

/** What has been written of a stream so far, row by row as it is written. */
public final class StreamAcks implements Batch {
  private static final int ACK_BYTES = 64;

  private final String stream;
  private final long[] times;
  private final long[] writtenBytes;

  public StreamAcks(String stream, long[] times, long[] writtenBytes) {
    this.stream = stream;
    this.times = times;
    this.writtenBytes = writtenBytes;
  }

  public String stream() {
    return stream;
  }

  @Override
  public int size() {
    return times.length;
  }

  @Override
  public long timeNanos(int row) {
    return times[row];
  }

  /** Bytes of the stream that are on disk. */
  public long writtenBytes(int row) {
    return writtenBytes[row];
  }

  @Override
  public long wireBytes(int row) {
    return ACK_BYTES;
  }

  @Override
  public StreamAcks arriving(long[] arrivalNanos, long addedPadNanos) {
    return new StreamAcks(stream, arrivalNanos, writtenBytes);
  }

  /** Collects acknowledgements for one batch. */
  public static final class Builder {
    private long[] times = new long[16];
    private long[] totals = new long[16];
    private int size;

    public boolean isEmpty() {
      return size == 0;
    }

    /** So much of the stream is written at this time. */
    public void add(long timeNanos, long totalBytes) {
      if (size == times.length) {
        times = Arrays.copyOf(times, size * 2);
        totals = Arrays.copyOf(totals, size * 2);
      }
      times[size] = timeNanos;
      totals[size++] = totalBytes;
    }

    /** The batch, and an empty builder. */
    public StreamAcks build(String stream) {
      StreamAcks batch =
          new StreamAcks(stream, Arrays.copyOf(times, size), Arrays.copyOf(totals, size));
      size = 0;
      return batch;
    }
  }
}

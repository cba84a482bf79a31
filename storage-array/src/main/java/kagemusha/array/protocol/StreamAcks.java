package kagemusha.array.protocol;

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
}

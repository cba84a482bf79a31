package kagemusha.kernel.testkit;

import java.util.Arrays;
import kagemusha.kernel.data.Batch;

/** Rows with a time, a size on the wire and the padding gathered. */
public final class TestRows implements Batch {
  private final long[] times;
  private final long[] pads;
  private final int bytes;

  private TestRows(long[] times, long[] pads, int bytes) {
    this.times = times;
    this.pads = pads;
    this.bytes = bytes;
  }

  public static TestRows at(long... times) {
    return sized(0, times);
  }

  public static TestRows sized(int bytesEach, long... times) {
    return new TestRows(times, new long[times.length], bytesEach);
  }

  @Override
  public int size() {
    return times.length;
  }

  @Override
  public long timeNanos(int row) {
    return times[row];
  }

  public long padNanos(int row) {
    return pads[row];
  }

  public long[] times() {
    return times.clone();
  }

  @Override
  public long wireBytes(int row) {
    return bytes;
  }

  @Override
  public TestRows arriving(long[] arrivalNanos, long addedPadNanos) {
    long[] padded = Arrays.stream(pads).map(pad -> pad + addedPadNanos).toArray();
    return new TestRows(arrivalNanos, padded, bytes);
  }
}

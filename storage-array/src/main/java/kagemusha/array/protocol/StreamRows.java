package kagemusha.array.protocol;

import java.util.Arrays;
import kagemusha.kernel.data.Batch;

/**
 * Pieces of a sequential stream, at most 2 MiB each, with the versions of their blocks. A piece
 * whose blocks were never written in this run has {@code null} for all-zero versions.
 */
public final class StreamRows implements Batch {
  private static final int HEADER_BYTES = 64;

  private final String stream;
  private final long[] times;
  private final long[] pads;
  private final long[] firstBlocks;
  private final int[] bytes;
  private final int[][] versions;

  public StreamRows(
      String stream, long[] times, long[] pads, long[] firstBlocks, int[] bytes, int[][] versions) {
    this.stream = stream;
    this.times = times;
    this.pads = pads;
    this.firstBlocks = firstBlocks;
    this.bytes = bytes;
    this.versions = versions;
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

  public long padNanos(int row) {
    return pads[row];
  }

  /** First block of the piece, counted in the LU. */
  public long firstBlock(int row) {
    return firstBlocks[row];
  }

  public int bytes(int row) {
    return bytes[row];
  }

  /** One version per block, or null if all are zero. Not to be changed. */
  public int[] versions(int row) {
    return versions[row];
  }

  @Override
  public long wireBytes(int row) {
    return HEADER_BYTES + bytes[row];
  }

  @Override
  public StreamRows arriving(long[] arrivalNanos, long addedPadNanos) {
    long[] padded = Arrays.copyOf(pads, pads.length);
    for (int i = 0; i < padded.length; i++) {
      padded[i] += addedPadNanos;
    }
    return new StreamRows(stream, arrivalNanos, padded, firstBlocks, bytes, versions);
  }
}

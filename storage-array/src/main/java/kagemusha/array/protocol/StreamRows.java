package kagemusha.array.protocol;

import java.util.Arrays;
import kagemusha.kernel.data.Batch;

/**
 * Pieces of a sequential stream, at most 2 MiB each, with the versions of their blocks. A piece
 * whose blocks were never written in this run has {@code null} for all-zero versions. On the
 * network a piece may be compressed.
 */
public final class StreamRows implements Batch {
  private static final int HEADER_BYTES = 64;

  private final String stream;
  private final long[] times;
  private final long[] pads;
  private final long[] firstBlocks;
  private final int[] bytes;
  private final int[][] versions;

  /** What the pieces occupy when they are compressed; null if they are not. */
  private final int[] compressed;

  public StreamRows(
      String stream, long[] times, long[] pads, long[] firstBlocks, int[] bytes, int[][] versions) {
    this(stream, times, pads, firstBlocks, bytes, versions, null);
  }

  private StreamRows(
      String stream,
      long[] times,
      long[] pads,
      long[] firstBlocks,
      int[] bytes,
      int[][] versions,
      int[] compressed) {
    this.stream = stream;
    this.times = times;
    this.pads = pads;
    this.firstBlocks = firstBlocks;
    this.bytes = bytes;
    this.versions = versions;
    this.compressed = compressed;
  }

  /** The same pieces, each compressed to so many bytes. */
  public StreamRows compressed(int[] toBytes) {
    return new StreamRows(stream, times, pads, firstBlocks, bytes, versions, toBytes.clone());
  }

  public boolean isCompressed() {
    return compressed != null;
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

  /** What a piece occupies beside its header: less than its size if it is compressed. */
  public int sentBytes(int row) {
    return compressed == null ? bytes[row] : compressed[row];
  }

  @Override
  public long wireBytes(int row) {
    return HEADER_BYTES + sentBytes(row);
  }

  @Override
  public StreamRows arriving(long[] arrivalNanos, long addedPadNanos) {
    long[] padded = Arrays.copyOf(pads, pads.length);
    for (int i = 0; i < padded.length; i++) {
      padded[i] += addedPadNanos;
    }
    return new StreamRows(stream, arrivalNanos, padded, firstBlocks, bytes, versions, compressed);
  }
}

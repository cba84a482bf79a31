package kagemusha.backup.dpm;

import kagemusha.array.protocol.IoBatch;
import kagemusha.kernel.data.Batch;

/**
 * Checksums of a replica's blocks, piece by piece in the order of the stream that they are compared
 * with. Versions stand for checksums: equal versions, equal content. On the wire a block's checksum
 * is 16 bytes.
 */
public final class ChecksumRows implements Batch {
  private static final int HEADER_BYTES = 64;
  private static final int CHECKSUM_BYTES = 16;

  private final String stream;
  private final long[] times;
  private final long[] firstBlocks;
  private final int[] bytes;
  private final int[][] versions;
  private final int[][] absent;

  /**
   * @param absent by row a bit for each block that the replica has not, 32 to an int; null if it
   *     has them all
   */
  public ChecksumRows(
      String stream,
      long[] times,
      long[] firstBlocks,
      int[] bytes,
      int[][] versions,
      int[][] absent) {
    this.stream = stream;
    this.times = times;
    this.firstBlocks = firstBlocks;
    this.bytes = bytes;
    this.versions = versions;
    this.absent = absent;
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

  /** First block of the piece, counted in the LU. */
  public long firstBlock(int row) {
    return firstBlocks[row];
  }

  /** Size of the piece itself. */
  public int bytes(int row) {
    return bytes[row];
  }

  /** Whether the replica lacks a block of the piece or has another content for it. */
  public boolean differs(int row, int block, int version) {
    int[] missing = absent[row];
    if (missing != null && (missing[block >>> 5] >>> block & 1) != 0) {
      return true;
    }
    return version != (versions[row] == null ? 0 : versions[row][block]);
  }

  @Override
  public long wireBytes(int row) {
    return HEADER_BYTES + (long) bytes[row] / IoBatch.BLOCK_BYTES * CHECKSUM_BYTES;
  }

  @Override
  public ChecksumRows arriving(long[] arrivalNanos, long addedPadNanos) {
    return new ChecksumRows(stream, arrivalNanos, firstBlocks, bytes, versions, absent);
  }
}

package kagemusha.array.protocol;

import java.util.Arrays;
import kagemusha.kernel.data.Batch;

/**
 * Pieces of a sequential stream, at most 2 MiB each, with the versions of their blocks. A piece
 * whose blocks were never written in this run has {@code null} for all-zero versions. On the
 * network a piece may be compressed.
 */
public final class StreamRows implements Batch {
  /** A piece ends at every multiple of so many blocks of the LU, or with its extent. */
  public static final int PIECE_BLOCKS = 128;

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

  /** Collects pieces for one batch. */
  public static final class Builder {
    private long[] times = new long[16];
    private long[] pads = new long[16];
    private long[] firstBlocks = new long[16];
    private int[] bytes = new int[16];
    private int[][] versions = new int[16][];
    private int[] sent = new int[16];
    private boolean isCompressed;
    private int size;

    public boolean isEmpty() {
      return size == 0;
    }

    public void add(
        long timeNanos, long padNanos, long firstBlock, int length, int[] blockVersions) {
      add(timeNanos, padNanos, firstBlock, length, blockVersions, length);
    }

    /**
     * Adds a piece that may be compressed.
     *
     * @param sentBytes what the piece occupies on the network
     */
    public void add(
        long timeNanos,
        long padNanos,
        long firstBlock,
        int length,
        int[] blockVersions,
        int sentBytes) {
      if (size == times.length) {
        grow();
      }
      times[size] = timeNanos;
      pads[size] = padNanos;
      firstBlocks[size] = firstBlock;
      bytes[size] = length;
      versions[size] = blockVersions;
      sent[size] = sentBytes;
      isCompressed |= sentBytes != length;
      size++;
    }

    private void grow() {
      int capacity = size * 2;
      times = Arrays.copyOf(times, capacity);
      pads = Arrays.copyOf(pads, capacity);
      firstBlocks = Arrays.copyOf(firstBlocks, capacity);
      bytes = Arrays.copyOf(bytes, capacity);
      versions = Arrays.copyOf(versions, capacity);
      sent = Arrays.copyOf(sent, capacity);
    }

    /**
     * The batch, and an empty builder. Pieces of which at least one is smaller on the network go as
     * compressed ones.
     */
    public StreamRows build(String stream) {
      StreamRows rows =
          new StreamRows(
              stream,
              Arrays.copyOf(times, size),
              Arrays.copyOf(pads, size),
              Arrays.copyOf(firstBlocks, size),
              Arrays.copyOf(bytes, size),
              Arrays.copyOf(versions, size),
              isCompressed ? Arrays.copyOf(sent, size) : null);
      Arrays.fill(versions, 0, size, null);
      isCompressed = false;
      size = 0;
      return rows;
    }
  }
}

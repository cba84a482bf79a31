package kagemusha.array;

import java.util.Arrays;
import kagemusha.array.protocol.StreamRows;

/** Collects complete pieces of a stream for one batch. */
final class PieceRows {
  private long[] times = new long[16];
  private long[] pads = new long[16];
  private long[] firstBlocks = new long[16];
  private int[] bytes = new int[16];
  private int[][] versions = new int[16][];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void add(long timeNanos, long padNanos, long firstBlock, int length, int[] blockVersions) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      pads = Arrays.copyOf(pads, size * 2);
      firstBlocks = Arrays.copyOf(firstBlocks, size * 2);
      bytes = Arrays.copyOf(bytes, size * 2);
      versions = Arrays.copyOf(versions, size * 2);
    }
    times[size] = timeNanos;
    pads[size] = padNanos;
    firstBlocks[size] = firstBlock;
    bytes[size] = length;
    versions[size] = blockVersions;
    size++;
  }

  /** The batch; the collector is empty afterwards. */
  StreamRows drain(String stream) {
    StreamRows rows =
        new StreamRows(
            stream,
            Arrays.copyOf(times, size),
            Arrays.copyOf(pads, size),
            Arrays.copyOf(firstBlocks, size),
            Arrays.copyOf(bytes, size),
            Arrays.copyOf(versions, size));
    Arrays.fill(versions, 0, size, null);
    size = 0;
    return rows;
  }
}

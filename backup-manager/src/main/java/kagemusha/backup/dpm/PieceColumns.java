package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.StreamRows;

/** Rows of a stream in the making. */
final class PieceColumns {
  private record Row(
      long timeNanos, long padNanos, long firstBlock, int bytes, int[] versions, int sentBytes) {}

  private final List<Row> rows = new ArrayList<>();

  void add(long timeNanos, long padNanos, long firstBlock, int bytes, int[] versions) {
    add(timeNanos, padNanos, firstBlock, bytes, versions, bytes);
  }

  /**
   * @param sentBytes what the piece occupies on the network
   */
  void add(
      long timeNanos, long padNanos, long firstBlock, int bytes, int[] versions, int sentBytes) {
    rows.add(new Row(timeNanos, padNanos, firstBlock, bytes, versions, sentBytes));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Pieces of which at least one is smaller on the network go as compressed ones. */
  StreamRows drain(String stream) {
    boolean compressed = rows.stream().anyMatch(row -> row.sentBytes() != row.bytes());
    int[] sent = rows.stream().mapToInt(Row::sentBytes).toArray();
    StreamRows plain = plain(stream);
    return compressed ? plain.compressed(sent) : plain;
  }

  private StreamRows plain(String stream) {
    int size = rows.size();
    int[][] versions = new int[size][];
    int[] bytes = new int[size];
    for (int i = 0; i < size; i++) {
      versions[i] = rows.get(i).versions();
      bytes[i] = rows.get(i).bytes();
    }
    StreamRows drained =
        new StreamRows(
            stream,
            rows.stream().mapToLong(Row::timeNanos).toArray(),
            rows.stream().mapToLong(Row::padNanos).toArray(),
            rows.stream().mapToLong(Row::firstBlock).toArray(),
            bytes,
            versions);
    rows.clear();
    return drained;
  }
}

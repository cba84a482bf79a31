package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.StreamAcks;

/** Acknowledgements of a stream in the making. */
final class AckColumns {
  private final List<Long> times = new ArrayList<>();
  private final List<Long> totals = new ArrayList<>();

  void add(long timeNanos, long totalBytes) {
    times.add(timeNanos);
    totals.add(totalBytes);
  }

  boolean isEmpty() {
    return times.isEmpty();
  }

  StreamAcks drain(String stream) {
    StreamAcks drained =
        new StreamAcks(
            stream,
            times.stream().mapToLong(Long::longValue).toArray(),
            totals.stream().mapToLong(Long::longValue).toArray());
    times.clear();
    totals.clear();
    return drained;
  }
}

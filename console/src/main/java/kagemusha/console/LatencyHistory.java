package kagemusha.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A recorded file of latencies by cause, read back. */
final class LatencyHistory {
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int FIRST_CAUSE = 5;

  private record Minute(long untilNanos, LatencyTotal latencies) {}

  private final List<Minute> minutes = new ArrayList<>();

  private LatencyHistory() {}

  /** A run that has recorded none has none. */
  static LatencyHistory read(Path folder, VirtualClock clock) throws IOException {
    LatencyHistory history = new LatencyHistory();
    Path file = folder.resolve(LatencyFile.NAME);
    if (!Files.exists(file)) {
      return history;
    }
    try (BufferedReader in = Files.newBufferedReader(file)) {
      String[] header = in.readLine().replace("\"", "").split(",");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] cells = line.replace("\"", "").split(",", -1);
        history.minutes.add(new Minute(clock.nanosOfPerfmon(cells[0]), total(header, cells)));
      }
    }
    return history;
  }

  private static LatencyTotal total(String[] header, String[] cells) {
    Map<String, Double> causes = new LinkedHashMap<>();
    for (int i = FIRST_CAUSE; i < cells.length; i++) {
      if (!cells[i].isEmpty() && !cells[i].equals("0")) {
        causes.put(header[i], Double.parseDouble(cells[i]));
      }
    }
    return new LatencyTotal(
        cells[1], cells[2], Double.parseDouble(cells[3]), Double.parseDouble(cells[4]), causes);
  }

  /** The sums of all minutes in a span, by name, in the order of their first appearance. */
  Map<String, LatencyTotal> totals(CounterHistory.Span span) {
    Map<String, LatencyTotal> totals = new LinkedHashMap<>();
    for (Minute minute : minutes) {
      if (span.takes(minute.untilNanos() - MINUTE_NANOS, minute.untilNanos())) {
        totals.merge(minute.latencies().name(), minute.latencies(), LatencyTotal::plus);
      }
    }
    return totals;
  }
}

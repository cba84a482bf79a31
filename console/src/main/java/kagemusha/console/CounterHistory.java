package kagemusha.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** A recorded counter file, read back. */
final class CounterHistory {
  /** Which samples count. */
  interface Span {
    /** Whether a sample that stands for the time between these two counts. */
    boolean takes(long fromNanos, long untilNanos);
  }

  /** One sample of a counter; it stands for its interval, which ends at its time. */
  private record Sample(long timeNanos, double value) {}

  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  private CounterHistory() {}

  static CounterHistory read(Path folder, VirtualClock clock) throws IOException {
    CounterHistory history = new CounterHistory();
    try (BufferedReader in = Files.newBufferedReader(folder.resolve(CounterFile.NAME))) {
      List<String> header = cells(in.readLine());
      List<List<Sample>> columns = new ArrayList<>();
      for (String name : header) {
        columns.add(history.samples.computeIfAbsent(name, unused -> new ArrayList<>()));
      }
      history.samples.remove(header.get(0));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        history.add(columns, line.split(",", -1), clock);
      }
    }
    return history;
  }

  private void add(List<List<Sample>> columns, String[] cells, VirtualClock clock) {
    long time = clock.nanosOfPerfmon(unquoted(cells[0]));
    for (int i = 1; i < cells.length; i++) {
      if (!cells[i].isEmpty()) {
        columns.get(i).add(new Sample(time, Double.parseDouble(cells[i])));
      }
    }
  }

  /** The cells of the header: all in quotes, and commas may stand in them. */
  private static List<String> cells(String header) {
    List<String> cells = new ArrayList<>();
    for (String cell : header.split("(?<=\"),(?=\")")) {
      cells.add(unquoted(cell));
    }
    return cells;
  }

  private static String unquoted(String cell) {
    return cell.substring(1, cell.length() - 1).replace("\"\"", "\"");
  }

  /** All counters, in the order of the file. */
  List<String> names() {
    return List.copyOf(samples.keySet());
  }

  /** Mean of the counter's samples in a span; empty if there are none. */
  OptionalDouble mean(String name, Span span) {
    List<Sample> all = samples.getOrDefault(name, List.of());
    long interval = interval(all);
    return all.stream()
        .filter(each -> span.takes(each.timeNanos() - interval, each.timeNanos()))
        .mapToDouble(Sample::value)
        .average();
  }

  /** The shortest time between two samples; the first is one interval after the start. */
  private static long interval(List<Sample> all) {
    long shortest = Long.MAX_VALUE;
    long last = 0;
    for (Sample each : all) {
      shortest = Math.min(shortest, each.timeNanos() - last);
      last = each.timeNanos();
    }
    return shortest;
  }
}

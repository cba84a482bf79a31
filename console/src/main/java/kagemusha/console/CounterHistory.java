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
import java.util.stream.IntStream;

/** A recorded counter file, read back. */
final class CounterHistory {
  /** Which samples count. */
  interface Span {
    /** Whether a sample that stands for the time between these two counts. */
    boolean takes(long fromNanos, long untilNanos);
  }

  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final List<Long> times = new ArrayList<>();

  /** A value for each counter, NaN where it was not sampled. */
  private final List<double[]> rows = new ArrayList<>();

  private CounterHistory() {}

  static CounterHistory read(Path folder, VirtualClock clock) throws IOException {
    CounterHistory history = new CounterHistory();
    try (BufferedReader in = Files.newBufferedReader(folder.resolve(CounterFile.NAME))) {
      List<String> header = cells(in.readLine());
      for (int i = 1; i < header.size(); i++) {
        history.columns.put(header.get(i), i - 1);
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] cells = line.split(",", -1);
        history.times.add(clock.nanosOfPerfmon(unquoted(cells[0])));
        history.rows.add(values(cells));
      }
    }
    return history;
  }

  private static double[] values(String[] cells) {
    double[] values = new double[cells.length - 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = cells[i + 1].isEmpty() ? Double.NaN : Double.parseDouble(cells[i + 1]);
    }
    return values;
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
    return List.copyOf(columns.keySet());
  }

  /** Mean of the counter's samples in a span; empty if there are none. */
  OptionalDouble mean(String name, Span span) {
    Integer column = columns.get(name);
    if (column == null) {
      return OptionalDouble.empty();
    }
    long interval = intervalNanos(column);
    return IntStream.range(0, rows.size())
        .filter(row -> !Double.isNaN(rows.get(row)[column]))
        .filter(row -> span.takes(times.get(row) - interval, times.get(row)))
        .mapToDouble(row -> rows.get(row)[column])
        .average();
  }

  /** Of a counter that is a rate: how much there was in a window, which may cut samples. */
  double sum(String name, Window window) {
    Integer column = columns.get(name);
    if (column == null) {
      return 0;
    }
    long interval = intervalNanos(column);
    double sum = 0;
    for (int row = 0; row < rows.size(); row++) {
      double rate = rows.get(row)[column];
      long from = Math.max(window.fromNanos(), times.get(row) - interval);
      long until = Math.min(window.untilNanos(), times.get(row));
      if (!Double.isNaN(rate) && until > from) {
        sum += rate * (until - from) / 1e9;
      }
    }
    return sum;
  }

  /** The shortest time between two samples; the first is one interval after the start. */
  private long intervalNanos(int column) {
    long shortest = Long.MAX_VALUE;
    long last = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (!Double.isNaN(rows.get(row)[column])) {
        shortest = Math.min(shortest, times.get(row) - last);
        last = times.get(row);
      }
    }
    return shortest;
  }
}

package kagemusha.console;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kagemusha.kernel.counter.LatencySums;
import kagemusha.kernel.machine.CounterColumn;

/**
 * {@code latencies.csv}: one row for each minute and kind of request of which any ended: how many,
 * the sum of their latencies in milliseconds, and what each cause had of it. The causes of a row
 * sum to its latency.
 */
final class LatencyFile implements Closeable {
  static final String NAME = "latencies.csv";

  private record Kind(String machine, String latency) {}

  private final Writer out;
  private final VirtualClock clock;

  /** By kind the places of its columns among all counters, in the order of the header. */
  private final Map<Kind, int[]> kinds = new LinkedHashMap<>();

  LatencyFile(Path folder, VirtualClock clock, List<CounterColumn> columns) throws IOException {
    this.out = Files.newBufferedWriter(folder.resolve(NAME));
    this.clock = clock;
    List<String> names = columns.stream().map(CounterColumn::name).toList();
    List<String> parts = parts(names);
    for (int i = 0; i < names.size(); i++) {
      Optional<LatencyColumn> column = LatencyColumn.of(names.get(i));
      if (column.isPresent()) {
        Kind kind = new Kind(column.get().machine(), column.get().latency());
        int[] places = kinds.computeIfAbsent(kind, any -> none(parts.size()));
        places[parts.indexOf(column.get().part())] = i;
      }
    }
    out.write("\"time\",\"machine\",\"latency\"");
    for (String part : parts) {
      out.write(",\"" + part + "\"");
    }
    out.write('\n');
  }

  /** How many and the sum come first, then the causes as they appear. */
  private static List<String> parts(List<String> names) {
    List<String> parts = new ArrayList<>(List.of(LatencySums.COUNT, LatencySums.WHOLE));
    for (String name : names) {
      LatencyColumn.of(name)
          .map(LatencyColumn::part)
          .filter(part -> !parts.contains(part))
          .ifPresent(parts::add);
    }
    return parts;
  }

  private static int[] none(int size) {
    int[] places = new int[size];
    java.util.Arrays.fill(places, -1);
    return places;
  }

  /**
   * @param row the values of all counters of the run
   */
  void write(long timeNanos, double[] row) {
    try {
      for (Map.Entry<Kind, int[]> kind : kinds.entrySet()) {
        if (row[kind.getValue()[0]] > 0) {
          write(timeNanos, kind.getKey(), kind.getValue(), row);
        }
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(long timeNanos, Kind kind, int[] places, double[] row) throws IOException {
    out.write(
        "\"%s\",\"%s\",\"%s\"".formatted(clock.perfmon(timeNanos), kind.machine(), kind.latency()));
    for (int place : places) {
      out.write(',');
      out.write(place < 0 ? "" : Decimal.of(row[place]));
    }
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}

package kagemusha.console;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.SampleRow;

/**
 * {@code counters.csv}: one row every ten seconds of virtual time, one column per counter, in the
 * layout of the performance monitor. A counter that is sampled every sixty seconds leaves five
 * cells empty. A counter that several machines have belongs to something that can move between
 * them; it is one column. Latencies by cause have a file of their own.
 */
final class CounterFile implements Closeable {
  static final String NAME = "counters.csv";

  private final Writer out;
  private final VirtualClock clock;
  private final List<CounterColumn> columns;

  /** For each machine the place of each of its counters in a row. */
  private final List<int[]> places = new ArrayList<>();

  private final boolean[] elsewhere;

  CounterFile(Path folder, VirtualClock clock, List<List<CounterColumn>> machines)
      throws IOException {
    this.out = Files.newBufferedWriter(folder.resolve(NAME));
    this.clock = clock;
    Map<String, Integer> known = new LinkedHashMap<>();
    List<CounterColumn> all = new ArrayList<>();
    for (List<CounterColumn> each : machines) {
      places.add(each.stream().mapToInt(column -> place(column, known, all)).toArray());
    }
    this.columns = List.copyOf(all);
    this.elsewhere = new boolean[columns.size()];
    out.write(quoted("(PDH-CSV 4.0) (Virtual)(0)"));
    for (int i = 0; i < elsewhere.length; i++) {
      elsewhere[i] = LatencyColumn.matches(columns.get(i).name());
      out.write(elsewhere[i] ? "" : "," + quoted(columns.get(i).name()));
    }
    out.write('\n');
  }

  private static int place(
      CounterColumn column, Map<String, Integer> known, List<CounterColumn> all) {
    Integer place = known.putIfAbsent(column.name(), all.size());
    if (place == null) {
      all.add(column);
      return all.size() - 1;
    }
    return place;
  }

  /** The columns of the file, in order. */
  List<CounterColumn> columns() {
    return columns;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Brings the samples of all machines into rows, NaN where there is none. */
  TreeMap<Long, double[]> rows(List<List<SampleRow>> samples) {
    TreeMap<Long, double[]> rows = new TreeMap<>();
    for (int machine = 0; machine < places.size(); machine++) {
      int[] place = places.get(machine);
      for (SampleRow sample : samples.get(machine)) {
        double[] row = rows.computeIfAbsent(sample.timeNanos(), time -> empty());
        for (int i = 0; i < place.length; i++) {
          if (!Double.isNaN(sample.values()[i])) {
            row[place[i]] = sample.values()[i];
          }
        }
      }
    }
    return rows;
  }

  private double[] empty() {
    double[] row = new double[columns.size()];
    Arrays.fill(row, Double.NaN);
    return row;
  }

  void write(long timeNanos, double[] row) {
    try {
      out.write(quoted(clock.perfmon(timeNanos)));
      for (int i = 0; i < row.length; i++) {
        if (!elsewhere[i]) {
          out.write(',');
          out.write(Decimal.of(row[i]));
        }
      }
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}

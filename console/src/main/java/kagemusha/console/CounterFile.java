package kagemusha.console;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.SampleRow;

/**
 * {@code counters.csv}: one row every ten seconds of virtual time, one column per counter, in the
 * layout of the performance monitor. A counter that is sampled every sixty seconds leaves five
 * cells empty. Latencies by cause have a file of their own.
 */
final class CounterFile implements Closeable {
  static final String NAME = "counters.csv";

  private final Writer out;
  private final VirtualClock clock;
  private final int[] offsets;
  private final int width;
  private final boolean[] elsewhere;

  CounterFile(Path folder, VirtualClock clock, List<List<CounterColumn>> machines)
      throws IOException {
    this.out = Files.newBufferedWriter(folder.resolve(NAME));
    this.clock = clock;
    this.offsets = new int[machines.size()];
    List<String> names = new ArrayList<>();
    for (int machine = 0; machine < offsets.length; machine++) {
      offsets[machine] = names.size();
      machines.get(machine).forEach(column -> names.add(column.name()));
    }
    this.width = names.size();
    this.elsewhere = new boolean[width];
    out.write(quoted("(PDH-CSV 4.0) (Virtual)(0)"));
    for (int i = 0; i < width; i++) {
      elsewhere[i] = LatencyColumn.matches(names.get(i));
      out.write(elsewhere[i] ? "" : "," + quoted(names.get(i)));
    }
    out.write('\n');
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Brings the samples of all machines into rows, NaN where there is none. */
  TreeMap<Long, double[]> rows(List<List<SampleRow>> samples) {
    TreeMap<Long, double[]> rows = new TreeMap<>();
    for (int machine = 0; machine < offsets.length; machine++) {
      for (SampleRow sample : samples.get(machine)) {
        double[] row = rows.computeIfAbsent(sample.timeNanos(), time -> empty());
        System.arraycopy(sample.values(), 0, row, offsets[machine], sample.values().length);
      }
    }
    return rows;
  }

  private double[] empty() {
    double[] row = new double[width];
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

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
 * cells empty.
 */
final class CounterFile implements Closeable {
  static final String NAME = "counters.csv";

  private final Writer out;
  private final VirtualClock clock;
  private final int[] offsets;
  private final int width;

  CounterFile(Path folder, VirtualClock clock, List<List<CounterColumn>> machines)
      throws IOException {
    this.out = Files.newBufferedWriter(folder.resolve(NAME));
    this.clock = clock;
    this.offsets = new int[machines.size()];
    List<String> header = new ArrayList<>();
    header.add(quoted("(PDH-CSV 4.0) (Virtual)(0)"));
    for (int machine = 0; machine < offsets.length; machine++) {
      offsets[machine] = header.size() - 1;
      machines.get(machine).forEach(column -> header.add(quoted(column.name())));
    }
    this.width = header.size() - 1;
    out.write(String.join(",", header));
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
      for (double value : row) {
        out.write(',');
        out.write(Decimal.of(value));
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

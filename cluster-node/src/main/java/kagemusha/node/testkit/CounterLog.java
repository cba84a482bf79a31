package kagemusha.node.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.SampleRow;

/** The performance counters of a cluster so far. */
public final class CounterLog {
  private final List<String> columns = new ArrayList<>();
  private final List<Integer> offsets = new ArrayList<>();
  private final TreeMap<Long, TreeMap<Integer, Double>> samples = new TreeMap<>();

  CounterLog() {}

  void begun(List<List<CounterColumn>> ofMachines) {
    for (List<CounterColumn> own : ofMachines) {
      offsets.add(columns.size());
      own.forEach(column -> columns.add(column.name()));
    }
  }

  void add(List<List<SampleRow>> ofMachines) {
    for (int machine = 0; machine < ofMachines.size(); machine++) {
      for (SampleRow row : ofMachines.get(machine)) {
        var into = samples.computeIfAbsent(row.timeNanos(), time -> new TreeMap<>());
        for (int i = 0; i < row.values().length; i++) {
          if (!Double.isNaN(row.values()[i])) {
            into.put(offsets.get(machine) + i, row.values()[i]);
          }
        }
      }
    }
  }

  /**
   * Mean of a counter's samples in a span of time since the start of the run, on whatever machines.
   *
   * @param counter as in {@code counters.csv}: {@code \\MAIL1\PhysicalDisk(LOG)\...}
   */
  public double mean(String counter, Duration from, Duration until) {
    if (!columns.contains(counter)) {
      throw new IllegalArgumentException("no counter " + counter + " in " + columns);
    }
    OptionalDouble mean =
        samples.subMap(from.toNanos(), false, until.toNanos(), true).values().stream()
            .flatMap(row -> row.entrySet().stream())
            .filter(cell -> columns.get(cell.getKey()).equals(counter))
            .mapToDouble(Map.Entry::getValue)
            .average();
    return mean.orElseThrow(
        () -> new AssertionError("no sample of " + counter + " from " + from + " to " + until));
  }
}

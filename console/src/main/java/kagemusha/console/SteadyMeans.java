package kagemusha.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.kernel.machine.CounterColumn;

/**
 * Means of all counters but those of latencies by cause, which are sums, over the steady state,
 * from their samples.
 */
final class SteadyMeans {
  private final List<String> names;
  private final double[] sums;
  private final long[] counts;
  private final long fromNanos;
  private final long untilNanos;

  /** A sample at time t stands for the interval before t. */
  SteadyMeans(List<CounterColumn> columns, long fromNanos, long untilNanos) {
    this.names = columns.stream().map(CounterColumn::name).toList();
    this.sums = new double[names.size()];
    this.counts = new long[names.size()];
    this.fromNanos = fromNanos;
    this.untilNanos = untilNanos;
  }

  void add(long timeNanos, double[] row) {
    if (timeNanos <= fromNanos || timeNanos > untilNanos) {
      return;
    }
    for (int i = 0; i < row.length; i++) {
      if (!Double.isNaN(row[i])) {
        sums[i] += row[i];
        counts[i]++;
      }
    }
  }

  /** Mean by counter name, in the order of the columns; a counter without a sample is left out. */
  Map<String, Double> means() {
    Map<String, Double> means = new LinkedHashMap<>();
    for (int i = 0; i < sums.length; i++) {
      if (counts[i] > 0 && !LatencyColumn.matches(names.get(i))) {
        means.put(names.get(i), sums[i] / counts[i]);
      }
    }
    return means;
  }
}

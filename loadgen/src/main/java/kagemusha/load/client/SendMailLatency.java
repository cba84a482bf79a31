package kagemusha.load.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kagemusha.kernel.counter.Statistic;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Latency of sending a message as the user sees it: of the running sample interval, and as a
 * histogram over the steady state in whole milliseconds with a resolution of 1 %.
 *
 * <p>Percentiles of several clients cannot be averaged. Each client therefore reports its histogram
 * as well, one statistic {@code le:<ms>} for each bucket in use, and {@link #combine} makes the
 * figures of all clients from them.
 */
public final class SendMailLatency {
  /** Name of the counter and of the statistics. */
  public static final String COUNTER = "Send Mail latency";

  /** Instance of the combined statistics. */
  public static final String ALL = "all";

  private static final String COUNT = "count";
  private static final String SUM = "sum_ms";
  private static final String MEAN = "mean";
  private static final String P95 = "p95";
  private static final String BUCKET = "le:";
  private static final long HIGHEST_MS = 3_600_000;
  private static final int DIGITS = 2;

  private final Histogram histogram = emptyHistogram();
  private long steadyFromNanos;
  private long steadyUntilNanos;
  private double sumMs;
  private double intervalSumMs;
  private long intervalCount;

  private static Histogram emptyHistogram() {
    return new Histogram(HIGHEST_MS, DIGITS);
  }

  /** Takes messages sent from {@code fromNanos} (inclusive) to {@code untilNanos} into account. */
  void measure(long fromNanos, long untilNanos) {
    steadyFromNanos = fromNanos;
    steadyUntilNanos = untilNanos;
  }

  void record(long sentNanos, long latencyNanos) {
    double latencyMs = latencyNanos / 1e6;
    intervalSumMs += latencyMs;
    intervalCount++;
    if (sentNanos >= steadyFromNanos && sentNanos < steadyUntilNanos) {
      sumMs += latencyMs;
      histogram.recordValue(Math.min(HIGHEST_MS, Math.round(latencyMs)));
    }
  }

  /** Mean of the messages answered since last asked, in milliseconds; 0 if there were none. */
  double drainMeanMs() {
    double mean = intervalCount == 0 ? 0 : intervalSumMs / intervalCount;
    intervalSumMs = 0;
    intervalCount = 0;
    return mean;
  }

  /** Reports count, mean, 95th percentile, sum and buckets; nothing but the count if it is 0. */
  void summarise(String client, Consumer<Statistic> report) {
    figures(client, histogram, sumMs, report);
    report.accept(new Statistic(COUNTER, client, SUM, sumMs));
    for (HistogramIterationValue bucket : histogram.recordedValues()) {
      report.accept(
          new Statistic(
              COUNTER,
              client,
              BUCKET + bucket.getValueIteratedTo(),
              bucket.getCountAddedInThisIterationStep()));
    }
  }

  private static void figures(
      String instance, Histogram histogram, double sumMs, Consumer<Statistic> report) {
    long count = histogram.getTotalCount();
    report.accept(new Statistic(COUNTER, instance, COUNT, count));
    if (count > 0) {
      report.accept(new Statistic(COUNTER, instance, MEAN, sumMs / count));
      report.accept(new Statistic(COUNTER, instance, P95, histogram.getValueAtPercentile(95)));
    }
  }

  /**
   * The statistics of all clients together, from those that the clients have reported; others in
   * the list are passed over.
   *
   * @return {@code count}, and if it is not 0 {@code mean} and {@code p95} in milliseconds, of
   *     instance {@value #ALL}
   */
  public static List<Statistic> combine(List<Statistic> reported) {
    Histogram all = emptyHistogram();
    double sumMs = 0;
    for (Statistic statistic : reported) {
      if (!statistic.counter().equals(COUNTER)) {
        continue;
      }
      if (statistic.statistic().equals(SUM)) {
        sumMs += statistic.value();
      } else if (statistic.statistic().startsWith(BUCKET)) {
        long upperMs = Long.parseLong(statistic.statistic().substring(BUCKET.length()));
        all.recordValueWithCount(upperMs, (long) statistic.value());
      }
    }
    var combined = new ArrayList<Statistic>();
    figures(ALL, all, sumMs, combined::add);
    return List.copyOf(combined);
  }
}

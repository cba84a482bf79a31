package kagemusha.load.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kagemusha.kernel.counter.Statistic;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Latency of sending a message as the user sees it: of the running sample interval, and as a
 * histogram over the steady state in whole milliseconds with a resolution of 1 %.
 *
 * <p>Percentiles of several clients cannot be averaged. Each client therefore reports its histogram
 * as well, one statistic {@code le:<ms>} for each bucket in use, and {@link #combine} makes the
 * figures of all clients from them. The same is kept for each slice of ten minutes of the whole run
 * and each mail server, from which {@link #combineSlices} makes the figures of any span of time and
 * any servers' users; with it goes what the latencies are made of.
 */
public final class SendMailLatency {
  /** Name of the counter and of the statistics. */
  public static final String COUNTER = "Send Mail latency";

  /**
   * Name of the statistics of slices; their instance is {@code <client>/<server>/<start in
   * seconds>}.
   */
  public static final String SLICES = "Send Mail latency by slice";

  /** Which slices count. */
  public interface Span {
    /** Whether a slice from {@code fromNanos} (inclusive) to {@code untilNanos} counts. */
    boolean takes(long fromNanos, long untilNanos);
  }

  /**
   * Some messages.
   *
   * @param sumMs of their latencies
   * @param causesMs what each cause has of it
   */
  public record Sum(long count, double sumMs, Map<String, Double> causesMs) {}

  /** Instance of the combined statistics. */
  public static final String ALL = "all";

  private static final String COUNT = "count";
  private static final String SUM = "sum_ms";
  private static final String MEAN = "mean";
  private static final String P95 = "p95";
  private static final String BUCKET = "le:";
  private static final String PART = "part:";
  private static final long SLICE_SECONDS = 600;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long HIGHEST_MS = 3_600_000;
  private static final int DIGITS = 2;

  private final Distribution steady = new Distribution();
  private final SortedMap<Long, SortedMap<String, Distribution>> slices = new TreeMap<>();
  private Distribution lastSlice = steady;
  private long steadyFromNanos;
  private long steadyUntilNanos;
  private double intervalSumMs;
  private long intervalCount;

  /** Latencies of some messages. */
  private static final class Distribution {
    private final Histogram histogram = new Histogram(HIGHEST_MS, DIGITS);
    private final Map<String, Double> partsMs = new TreeMap<>();
    private double sumMs;

    void record(double latencyMs) {
      sumMs += latencyMs;
      histogram.recordValue(Math.min(HIGHEST_MS, Math.round(latencyMs)));
    }

    /** Takes in what {@link #report} has reported. */
    void add(Statistic statistic) {
      if (statistic.statistic().equals(SUM)) {
        sumMs += statistic.value();
      } else if (statistic.statistic().startsWith(BUCKET)) {
        long upperMs = Long.parseLong(statistic.statistic().substring(BUCKET.length()));
        histogram.recordValueWithCount(upperMs, (long) statistic.value());
      } else if (statistic.statistic().startsWith(PART)) {
        part(statistic.statistic().substring(PART.length()), statistic.value());
      }
    }

    void part(String cause, double ms) {
      partsMs.merge(cause, ms, Double::sum);
    }

    void figures(String counter, String instance, Consumer<Statistic> report) {
      long count = histogram.getTotalCount();
      report.accept(new Statistic(counter, instance, COUNT, count));
      if (count > 0) {
        report.accept(new Statistic(counter, instance, MEAN, sumMs / count));
        report.accept(new Statistic(counter, instance, P95, histogram.getValueAtPercentile(95)));
      }
    }

    void report(String counter, String instance, Consumer<Statistic> report) {
      report.accept(new Statistic(counter, instance, SUM, sumMs));
      for (HistogramIterationValue bucket : histogram.recordedValues()) {
        String upper = BUCKET + bucket.getValueIteratedTo();
        long count = bucket.getCountAddedInThisIterationStep();
        report.accept(new Statistic(counter, instance, upper, count));
      }
      partsMs.forEach(
          (cause, ms) -> report.accept(new Statistic(counter, instance, PART + cause, ms)));
    }
  }

  /** Takes messages sent from {@code fromNanos} (inclusive) to {@code untilNanos} into account. */
  void measure(long fromNanos, long untilNanos) {
    steadyFromNanos = fromNanos;
    steadyUntilNanos = untilNanos;
  }

  /**
   * A message has been sent; the parts of its latency follow, see {@link #part}.
   *
   * @param server where the sender's mailbox is
   */
  void record(long sentNanos, String server, long latencyNanos) {
    double latencyMs = latencyNanos / 1e6;
    intervalSumMs += latencyMs;
    intervalCount++;
    if (sentNanos >= steadyFromNanos && sentNanos < steadyUntilNanos) {
      steady.record(latencyMs);
    }
    long slice = sentNanos / NANOS_PER_SECOND / SLICE_SECONDS;
    lastSlice =
        slices
            .computeIfAbsent(slice, unused -> new TreeMap<>())
            .computeIfAbsent(server, unused -> new Distribution());
    lastSlice.record(latencyMs);
  }

  /** A part of the latency recorded last. */
  void part(String cause, long nanos) {
    if (nanos != 0) {
      lastSlice.part(cause, nanos / 1e6);
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
    steady.figures(COUNTER, client, report);
    steady.report(COUNTER, client, report);
  }

  /** Reports sum and buckets of each slice in which messages were sent. */
  void summariseSlices(String client, Consumer<Statistic> report) {
    slices.forEach(
        (slice, servers) ->
            servers.forEach(
                (server, messages) -> {
                  String instance = client + "/" + server + "/" + slice * SLICE_SECONDS;
                  messages.report(SLICES, instance, report);
                }));
  }

  /**
   * The statistics of all clients together, from those that the clients have reported; others in
   * the list are passed over.
   *
   * @return {@code count}, and if it is not 0 {@code mean} and {@code p95} in milliseconds, of
   *     instance {@value #ALL}
   */
  public static List<Statistic> combine(List<Statistic> reported) {
    return combine(reported.stream().filter(each -> each.counter().equals(COUNTER)));
  }

  /** As {@link #combine}, of the messages sent in the slices of {@code span}. */
  public static List<Statistic> combineSlices(List<Statistic> reported, Span span) {
    return combine(inSpan(reported, span));
  }

  /** As {@link #combineSlices}, of the users of some servers. */
  public static List<Statistic> combineSlices(
      List<Statistic> reported, Span span, Set<String> servers) {
    return combine(inSpan(reported, span).filter(each -> servers.contains(serverOf(each))));
  }

  /** What the latencies of the messages in a span are made of, of the users of some servers. */
  public static Sum sum(List<Statistic> reported, Span span, Set<String> servers) {
    var all = new Distribution();
    inSpan(reported, span).filter(each -> servers.contains(serverOf(each))).forEach(all::add);
    return new Sum(all.histogram.getTotalCount(), all.sumMs, new TreeMap<>(all.partsMs));
  }

  private static Stream<Statistic> inSpan(List<Statistic> reported, Span span) {
    return reported.stream()
        .filter(each -> each.counter().equals(SLICES))
        .filter(each -> isIn(each, span));
  }

  private static String serverOf(Statistic slice) {
    String[] parts = slice.instance().split("/");
    return parts[parts.length - 2];
  }

  private static boolean isIn(Statistic statistic, Span span) {
    String instance = statistic.instance();
    long fromSeconds = Long.parseLong(instance.substring(instance.lastIndexOf('/') + 1));
    return span.takes(
        fromSeconds * NANOS_PER_SECOND, (fromSeconds + SLICE_SECONDS) * NANOS_PER_SECOND);
  }

  private static List<Statistic> combine(Stream<Statistic> parts) {
    var all = new Distribution();
    parts.forEach(all::add);
    var combined = new ArrayList<Statistic>();
    all.figures(COUNTER, ALL, combined::add);
    return List.copyOf(combined);
  }
}

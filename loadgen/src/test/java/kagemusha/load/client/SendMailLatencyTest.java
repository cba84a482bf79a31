package kagemusha.load.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kagemusha.kernel.counter.Statistic;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class SendMailLatencyTest {
  private static final long MS = 1_000_000;

  private static SendMailLatency always() {
    var latency = new SendMailLatency();
    latency.measure(0, Long.MAX_VALUE);
    return latency;
  }

  private static double value(List<Statistic> statistics, String name) {
    return statistics.stream()
        .filter(each -> each.statistic().equals(name))
        .mapToDouble(Statistic::value)
        .findFirst()
        .orElseThrow();
  }

  @Property(tries = 100)
  void combiningClientsEqualsOneHistogram(
      @ForAll @NotEmpty List<@IntRange(max = 20_000) Integer> latenciesMs) {
    SendMailLatency single = always();
    SendMailLatency[] clients = {always(), always(), always()};
    for (int i = 0; i < latenciesMs.size(); i++) {
      single.record(0, "GUEST1", latenciesMs.get(i) * MS);
      clients[i % 3].record(0, "GUEST1", latenciesMs.get(i) * MS);
    }
    var expected = new ArrayList<Statistic>();
    single.summarise("all", expected::add);
    var reported = new ArrayList<Statistic>();
    reported.add(new Statistic("something else", "EXCL01", "le:5", 3));
    for (SendMailLatency client : clients) {
      client.summarise("EXCL0" + reported.size(), reported::add);
    }

    List<Statistic> combined = SendMailLatency.combine(reported);
    assertThat(combined).extracting(Statistic::instance).containsOnly("all");
    assertThat(combined).hasSize(3);
    for (String name : List.of("count", "p95", "mean")) {
      assertThat(value(combined, name)).isCloseTo(value(expected, name), withPercentage(1e-9));
    }
  }

  @Property(tries = 100)
  void percentileIsThatOfTheSortedValuesWithinOnePercent(
      @ForAll @NotEmpty List<@IntRange(max = 20_000) Integer> latenciesMs) {
    SendMailLatency latency = always();
    latenciesMs.forEach(ms -> latency.record(0, "GUEST1", ms * MS));
    int[] sorted = latenciesMs.stream().mapToInt(ms -> ms).sorted().toArray();
    int rank = (sorted.length * 95 + 99) / 100;
    var statistics = new ArrayList<Statistic>();
    latency.summarise("EXCL01", statistics::add);
    assertThat(value(statistics, "p95"))
        .isBetween((double) sorted[rank - 1], sorted[rank - 1] * 1.01);
    assertThat(value(statistics, "mean"))
        .isCloseTo(Arrays.stream(sorted).average().orElseThrow(), withPercentage(1e-9));
  }

  @Test
  void onlyMessagesSentInTheSteadyStateCount() {
    var latency = new SendMailLatency();
    latency.measure(100, 200);
    latency.record(99, "GUEST1", 10 * MS);
    latency.record(100, "GUEST1", 20 * MS);
    latency.record(199, "GUEST1", 40 * MS);
    latency.record(200, "GUEST1", 80 * MS);
    var statistics = new ArrayList<Statistic>();
    latency.summarise("EXCL01", statistics::add);
    assertThat(value(statistics, "count")).isEqualTo(2);
    assertThat(value(statistics, "mean")).isEqualTo(30);
    assertThat(latency.drainMeanMs()).isEqualTo(37.5);
    assertThat(latency.drainMeanMs()).isZero();
  }

  /** Whatever the span, its figures are those of one histogram of the messages sent in it. */
  @Property(tries = 100)
  void slicesOfAllClientsMakeTheFiguresOfASpan(
      @ForAll @NotEmpty List<@IntRange(max = 5_999) Integer> sentSeconds,
      @ForAll @IntRange(max = 10) int fromSlice,
      @ForAll @IntRange(max = 10) int slices) {
    long sliceNanos = 600_000_000_000L;
    long from = fromSlice * sliceNanos;
    long until = from + slices * sliceNanos;
    var single = new SendMailLatency();
    single.measure(from, until);
    SendMailLatency[] clients = {always(), always()};
    for (int i = 0; i < sentSeconds.size(); i++) {
      long sent = sentSeconds.get(i) * 1_000_000_000L;
      single.record(sent, "GUEST1", (100 + i) * MS);
      clients[i % 2].record(sent, "GUEST1", (100 + i) * MS);
    }
    var expected = new ArrayList<Statistic>();
    single.summarise("all", expected::add);
    var reported = new ArrayList<Statistic>();
    clients[0].summarise("EXCL01", reported::add);
    clients[0].summariseSlices("EXCL01", reported::add);
    clients[1].summariseSlices("EXCL02", reported::add);

    List<Statistic> combined =
        SendMailLatency.combineSlices(reported, (a, b) -> a >= from && b <= until);
    for (Statistic figure : combined) {
      assertThat(figure.value())
          .isCloseTo(value(expected, figure.statistic()), withPercentage(1e-9));
    }
    assertThat(combined).hasSize(value(expected, "count") > 0 ? 3 : 1);
  }

  @Test
  void serversAreToldApartAndTheCausesAreTheWhole() {
    SendMailLatency latency = always();
    latency.record(0, "GUEST1", 5 * MS);
    latency.part("network", 2 * MS);
    latency.part("queueing", 3 * MS);
    latency.record(0, "GUEST2", 40 * MS);
    latency.part("redirection", 40 * MS);
    latency.record(0, "GUEST1", 7 * MS);
    latency.part("queueing", 7 * MS);
    var reported = new ArrayList<Statistic>();
    latency.summariseSlices("EXCL01", reported::add);

    assertThat(SendMailLatency.sum(reported, (a, b) -> true, Set.of("GUEST1")))
        .isEqualTo(new SendMailLatency.Sum(2, 12, Map.of("network", 2.0, "queueing", 10.0)));
    List<Statistic> second =
        SendMailLatency.combineSlices(reported, (a, b) -> true, Set.of("GUEST2"));
    assertThat(value(second, "mean")).isEqualTo(40);
    List<Statistic> both = SendMailLatency.combineSlices(reported, (a, b) -> true);
    assertThat(value(both, "count")).isEqualTo(3);
  }

  @Test
  void withoutMessagesThereIsOnlyACount() {
    var statistics = new ArrayList<Statistic>();
    always().summarise("EXCL01", statistics::add);
    assertThat(SendMailLatency.combine(statistics))
        .containsExactly(new Statistic("Send Mail latency", "all", "count", 0));
  }
}

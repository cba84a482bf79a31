package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.LatencySums;
import kagemusha.kernel.machine.CounterColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Latencies by cause from the machines through the file into a report. */
final class LatencyFileTest {
  private static final long MINUTE = 60_000_000_000L;
  private static final VirtualClock CLOCK = new VirtualClock(LocalDateTime.of(2010, 11, 1, 9, 0));

  @TempDir private Path folder;

  private static List<Counter> counters(LatencySums disk) {
    return disk.counters("GUEST1", "LOG write direct");
  }

  private void record(List<LatencySums> kinds, int minutes, Runnable work) throws Exception {
    List<Counter> counters = new ArrayList<>();
    kinds.forEach(each -> counters.addAll(counters(each)));
    List<CounterColumn> columns =
        counters.stream().map(each -> new CounterColumn(each.name().toString(), 60)).toList();
    try (LatencyFile file = new LatencyFile(folder, CLOCK, columns)) {
      for (int minute = 1; minute <= minutes; minute++) {
        work.run();
        double[] row = counters.stream().mapToDouble(each -> each.read().getAsDouble()).toArray();
        file.write(minute * MINUTE, row);
      }
    }
  }

  @Test
  void theMinutesOfASpanAddUpToTheNanosecond() throws Exception {
    LatencySums sums = new LatencySums(List.of("queueing", "service"));
    record(
        List.of(sums),
        5,
        () -> {
          sums.add(3_000_001);
          sums.part(0, 1_000_001);
          sums.part(1, 2_000_000);
          sums.invariant();
        });
    LatencyHistory history = LatencyHistory.read(folder, CLOCK);
    assertThat(history.totals((from, until) -> from >= MINUTE && until <= 3 * MINUTE).values())
        .containsExactly(
            new LatencyTotal(
                "GUEST1",
                "LOG write direct",
                2,
                6.000002,
                Map.of("queueing", 2.000002, "service", 4.0)));
  }

  @Test
  void aMinuteWithoutRequestsHasNoRow() throws Exception {
    record(List.of(new LatencySums(List.of("service"))), 3, () -> {});
    assertThat(folder.resolve(LatencyFile.NAME)).content().hasLineCount(1);
    assertThat(LatencyHistory.read(folder, CLOCK).totals((from, until) -> true)).isEmpty();
  }

  @Test
  void causesThatAreNotTheWholeAreRefused() {
    LatencySums sums = new LatencySums(List.of("queueing", "service"));
    sums.add(3_000);
    sums.part(0, 1_000);
    assertThatThrownBy(sums::invariant)
        .hasMessage("the parts of 1 latencies sum to 1000 ns, not 3000");
    sums.part(1, 2_500);
    sums.part(0, -1_500);
    assertThatThrownBy(sums::invariant).hasMessage("-500 ns of 1 latencies are queueing");
    assertThatThrownBy(() -> new LatencyTotal("GUEST1", "LOG", 1, 3, Map.of("service", 2.9)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** GUEST3 and GUEST4 run beside the backup, and only GUEST1 and GUEST2 are redirected. */
  @Test
  void directAndRedirectedAreToldApartAndEveryLatencyIsTheSumOfItsCauses() throws Exception {
    RunRequest request =
        RunRequest.of(
            ScenarioText.bundled("redirect", Optional.empty(), Optional.of(1_000L)),
            "paper",
            3,
            Optional.of(1),
            Optional.of(0.25),
            Optional.of("1s"),
            Optional.empty());
    OneThread.run(request, folder);

    Map<String, LatencyTotal> all =
        LatencyHistory.read(folder, new VirtualClock(request.scenario().start()))
            .totals((from, until) -> true);
    assertThat(all)
        .containsKeys(
            "GUEST1 DATABASE read direct",
            "GUEST1 DATABASE read redirected",
            "GUEST2 LOG write redirected",
            "HYPR2 SYS&DB read redirected",
            "AMS2300 LOG write redirected")
        .doesNotContainKeys("GUEST3 DATABASE read redirected", "HYPR1 SYS&DB read redirected");
    LatencyTotal redirected = all.get("GUEST1 DATABASE read redirected");
    assertThat(redirected.meanMs("redirection")).isBetween(0.3, 30.0);
    assertThat(all.get("GUEST1 DATABASE read direct").causesMs())
        .doesNotContainKey("redirection")
        .containsKeys("queueing", "service", "storage network", "VHD and VMBus");
    assertThat(all.get("GUEST3 DATABASE write direct").meanMs("copy-on-write")).isPositive();
    long sent = count(all, "GUEST1", " redirected") + count(all, "GUEST2", " redirected");
    assertThat(count(all, "HYPR2", " redirected")).as("and metadata").isBetween(sent, sent + 500);
  }

  private static long count(Map<String, LatencyTotal> all, String machine, String way) {
    return (long)
        all.values().stream()
            .filter(each -> each.machine().equals(machine) && each.latency().endsWith(way))
            .mapToDouble(LatencyTotal::count)
            .sum();
  }
}

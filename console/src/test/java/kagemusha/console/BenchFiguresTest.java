package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.node.RunPlan;
import org.junit.jupiter.api.Test;

final class BenchFiguresTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MEGABYTE = 1024 * 1024;

  @Test
  void timeOfAllCoresIsSplitWithoutRemainder() {
    BenchFigures.Shares shares = figures(12, 5).shares();

    assertThat(shares.emulation()).isEqualTo(0.25, within(1e-9));
    assertThat(shares.distribution()).isEqualTo(0.35, within(1e-9));
    assertThat(shares.idle()).isEqualTo(0.40, within(1e-9));
  }

  @Test
  void aBareLoopThatTookLongerThanAllProcessorTimeLeavesNothingForTheRest() {
    assertThat(figures(4, 5).shares().distribution()).isZero();
  }

  @Test
  void medianOfStartsIsTheMiddleOne() {
    assertThat(figures(12, 5).medianStartSeconds()).isEqualTo(7);
  }

  @Test
  void reportHoldsTheFiguresAgainstTheGoals() {
    assertThat(report(figures(12, 5)))
        .contains("7.0 s (median of 3; 6.0 to 20.0)")
        .contains("360x real time (10.0 s), 360 ticks/s")
        .contains("goal at least 200x: met, aim 500x: missed")
        .contains("450 MB resident at most in one process")
        .contains("goal under 400 MB: missed")
        .contains("5.0 s in one thread; the cluster takes 2.00 times as long")
        .contains("What stands most in the way of more speed: waiting between machines.");
  }

  private static String report(BenchFigures figures) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RunPlan plan =
        new RunPlan(
            "id",
            "baseline",
            "paper",
            1,
            SECOND,
            3600 * SECOND,
            0,
            SECOND,
            false,
            0,
            false,
            List.of(),
            "",
            List.of());
    new BenchReport(new PrintStream(bytes, true, StandardCharsets.UTF_8), figures).print(plan);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Ten seconds on two cores for an hour of two machines. */
  private static BenchFigures figures(double cpuSeconds, double bareSeconds) {
    RunResult run =
        new RunResult(
            new RunOutcome.Completed(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(summary("A", 6, 100), summary("B", 2, 50)),
            List.of(),
            3600,
            3600 * SECOND,
            10 * SECOND);
    Map<String, ProcessMeter.Usage> usages =
        Map.of(
            "A", new ProcessMeter.Usage(450 * MEGABYTE, 7 * SECOND),
            "B", new ProcessMeter.Usage(150 * MEGABYTE, 3 * SECOND));
    return new BenchFigures(List.of(6.0, 7.0, 20.0), run, usages, 2, cpuSeconds, bareSeconds, true);
  }

  private static MachineReport.Summary summary(String machine, long workSeconds, long messages) {
    return new MachineReport.Summary(
        machine,
        List.of(),
        List.of(),
        new MachineReport.WireTotal(
            messages, messages * 1000, workSeconds * SECOND, (10 - workSeconds) * SECOND));
  }
}

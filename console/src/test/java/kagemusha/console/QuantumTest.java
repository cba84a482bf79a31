package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kagemusha.config.Comparison;
import kagemusha.config.Verdicts;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.node.RunPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far machines stand apart must not show: results converge as the quantum shrinks. */
class QuantumTest {
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  /** Queues of which less than one I/O in ten seconds is seen at a time have no stable mean. */
  private static final double TOO_SMALL = 0.01;

  @TempDir Path folder;

  @Test
  void anHourOfMailIsTheSameWithTenthsOfASecond() throws Exception {
    RunResult coarse = run("1s");
    RunResult fine = run("100ms");

    int compared = 0;
    for (Comparison row : Verdicts.bundled().of("S0/baseline")) {
      double one = coarse.value(row.measure()).orElseThrow();
      double tenth = fine.value(row.measure()).orElseThrow();
      if (one > TOO_SMALL) {
        boolean percentile = row.published().statistic().equals("p95");
        assertThat(one).as(row.label()).isCloseTo(tenth, withPercentage(percentile ? 5 : 2));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(30);
  }

  private RunResult run(String quantum) throws Exception {
    RunRequest request =
        RunRequest.of(
            "baseline",
            "paper",
            7,
            Optional.empty(),
            Optional.of(1.0),
            Optional.of(quantum),
            Optional.empty(),
            Optional.empty());
    Path plan = Files.createDirectory(folder.resolve(quantum));
    request.plan(quantum).write(plan);
    Files.writeString(plan.resolve(RunPlan.TOPOLOGY_FILE), request.topologyText());
    Files.writeString(plan.resolve(RunPlan.SCENARIO_FILE), request.scenarioText());
    RunResult result = BareRun.of(plan, plan, NOWHERE);
    assertThat(result.outcome()).isInstanceOf(RunOutcome.Completed.class);
    return result;
  }
}

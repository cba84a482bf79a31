package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.config.Comparison;
import kagemusha.config.Verdicts;
import kagemusha.kernel.conductor.RunOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far machines stand apart must not show: results converge as the quantum shrinks. */
class QuantumTest {
  /** Queues of which less than one I/O in ten seconds is seen at a time have no stable mean. */
  private static final double TOO_SMALL = 0.01;

  @TempDir Path folder;

  /**
   * With another quantum other random numbers are drawn, so a single hour differs by up to some 2 %
   * for that alone; the mean of three does not.
   */
  private static final List<Long> SEEDS = List.of(7L, 8L, 9L);

  @Test
  void hoursOfMailAreTheSameWithTenthsOfASecond() throws Exception {
    List<RunResult> coarse = runs("1s");
    List<RunResult> fine = runs("100ms");

    int compared = 0;
    for (Comparison row : Verdicts.bundled().of("S0/baseline")) {
      double one = mean(coarse, row);
      double tenth = mean(fine, row);
      if (one > TOO_SMALL) {
        boolean percentile = row.published().statistic().equals("p95");
        assertThat(one).as(row.label()).isCloseTo(tenth, withPercentage(percentile ? 5 : 2));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(30);
  }

  private static double mean(List<RunResult> results, Comparison row) {
    return results.stream()
        .mapToDouble(result -> result.value(row.measure()).orElseThrow())
        .average()
        .orElseThrow();
  }

  private List<RunResult> runs(String quantum) throws Exception {
    List<RunResult> results = new ArrayList<>();
    for (long seed : SEEDS) {
      results.add(run(quantum, seed));
    }
    return results;
  }

  private RunResult run(String quantum, long seed) throws Exception {
    RunRequest request =
        RunRequest.of(
            "baseline",
            "paper",
            seed,
            Optional.empty(),
            Optional.of(1.0),
            Optional.of(quantum),
            Optional.empty(),
            Optional.empty());
    Path own = Files.createDirectory(folder.resolve(quantum + "-" + seed));
    RunResult result = OneThread.run(request, own);
    assertThat(result.outcome()).isInstanceOf(RunOutcome.Completed.class);
    return result;
  }
}

package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import kagemusha.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSeriesTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<String> performed = new ArrayList<>();

  @Test
  void allMeansEveryScenarioAndEveryCondition() {
    assertThat(RunSeries.choices("all", Optional.empty()))
        .extracting(RunSeries.Choice::toString)
        .containsExactly(
            "baseline",
            "baseline-2-2",
            "redirect",
            "scenario-1",
            "scenario-2",
            "scenario-3",
            "scenario-4 condition 1",
            "scenario-4 condition 2",
            "scenario-4 condition 3",
            "scenario-4 condition 4");
  }

  @Test
  void aScenarioWithConditionsMeansAllOfThemOrTheOneThatIsNamed() {
    assertThat(RunSeries.choices("scenario-4", Optional.empty())).hasSize(4);
    assertThat(RunSeries.choices("scenario-4", Optional.of(3)))
        .extracting(RunSeries.Choice::toString)
        .containsExactly("scenario-4 condition 3");
  }

  @Test
  void oneExitCodeForAll() throws Exception {
    assertThat(perform(0, 0, 0, 0)).isEqualTo(ExitCode.OK);
    assertThat(perform(0, 3, 1, 0)).isEqualTo(ExitCode.MACHINE_LOST);
    assertThat(performed).hasSize(4);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("Summary: 4 of 4 runs")
        .containsPattern("scenario-4 condition 2 +3 FAILED +9:30:00 +60s +/")
        .containsPattern("scenario-4 condition 4 +0 +9:30:00 ");
  }

  @Test
  void anInterruptedRunEndsTheSeries() throws Exception {
    assertThat(perform(0, 130, 0, 0)).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(performed).hasSize(2);
  }

  @Test
  void nothingRunsIfOneRequestIsWrong() {
    assertThatThrownBy(
            () ->
                RunSeries.of(
                    "all",
                    Optional.empty(),
                    choice -> {
                      if (choice.scenario().equals("scenario-2")) {
                        throw new ConfigException("wrong");
                      }
                      return null;
                    }))
        .hasMessage("wrong");
  }

  private int perform(Integer... exitCodes) throws Exception {
    performed.clear();
    Iterator<Integer> codes = Arrays.asList(exitCodes).iterator();
    return RunSeries.of("scenario-4", Optional.empty(), RunSeriesTest::request)
        .perform(
            request -> {
              performed.add(request.scenario().title());
              return finished(codes.next());
            },
            new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private static RunRequest request(RunSeries.Choice choice) throws java.io.IOException {
    return RunRequest.of(
        ScenarioText.bundled(choice.scenario(), choice.condition(), Optional.empty()),
        "paper",
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private RunCommand.Finished finished(int exitCode) throws java.io.IOException {
    RecordedRun run = RecordedRun.scenario4(folder);
    return new RunCommand.Finished(folder, run.result(), exitCode, Optional.of(run.report()));
  }
}

package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each condition is a run of its own, and its folder says which. */
@Tag("multijvm")
class ConditionsTest {
  @TempDir private Path runs;

  @Test
  void allConditionsOfAScenarioOneAfterAnother() throws Exception {
    Command.Result result =
        Command.run(
            "run", "scenario-4", "--hours", "0.02", "--jvms", "1", "--runs", runs.toString());

    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .contains("Condition 1: ShadowImage", "Condition 4: network", "Summary: 4 of 4 runs")
        .containsPattern("scenario-4 condition 3 +0 +0:01:12 ");
    assertThat(conditions())
        .containsExactlyInAnyOrder(
            "condition = 1", "condition = 2", "condition = 3", "condition = 4");
  }

  private List<String> conditions() throws Exception {
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.map(ConditionsTest::lastLine).toList();
    }
  }

  private static String lastLine(Path folder) {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("scenario.conf"));
      return lines.get(lines.size() - 1);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

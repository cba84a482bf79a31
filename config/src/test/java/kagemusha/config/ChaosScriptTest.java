package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a chaos script expects, and what is refused before it runs. */
class ChaosScriptTest {
  private static final String TEXT =
      """
      title = "a script"
      topology = chaos
      start = "2010-11-01T09:00"
      length = 10 min
      quantum = 100 ms
      steady-state { skip-head = 0 s, skip-tail = 0 s }
      jobs = [ { name = copy, kind = replica-creation, method = network, vms = [GUEST1], at = 60 s } ]
      """;

  @TempDir Path directory;

  private Path script(String more) {
    return written(TEXT + more);
  }

  private Path written(String text) {
    try {
      return Files.writeString(directory.resolve("my.conf"), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void expectationsAreAboutPhases() {
    ChaosScript script =
        ChaosScript.read(
            script(
                """
                expect = [
                  { see = "job.failed of GUEST1", after = 2 min, at-most = 2 }
                  { never = "cluster.removed of HYPR2" }
                  { see = csv.pinned }
                ]
                """));
    assertThat(script.topology()).isEqualTo("chaos");
    Expectation failed = script.expectations().get(0);
    assertThat(failed)
        .isEqualTo(
            new Expectation(
                9,
                PhaseNames.named("job.failed").orElseThrow(),
                Set.of("copy"),
                1,
                2,
                Duration.ofMinutes(2),
                Optional.empty()));
    assertThat(failed.concerns(119_000_000_000L, "DPM", 9127, "copy")).isFalse();
    assertThat(failed.concerns(120_000_000_000L, "DPM", 9127, "copy")).isTrue();
    assertThat(failed.concerns(120_000_000_000L, "DPM", 9127, "other")).isFalse();
    assertThat(failed.isMetBy(0)).isFalse();
    assertThat(failed.isMetBy(2)).isTrue();
    assertThat(failed.isMetBy(3)).isFalse();
    Expectation never = script.expectations().get(1);
    assertThat(never.title()).isEqualTo("never cluster.removed of HYPR2");
    assertThat(never.isMetBy(0)).isTrue();
    assertThat(never.isMetBy(1)).isFalse();
    assertThat(ChaosScript.read(script("")).expectations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          see = job.faild                      | see: found 'job.faild'; there is no such phase; did you mean 'job.failed'?
          see = "job.failed of GUEST9"         | see: found 'GUEST9'; there is no such job, VM, machine or pair
          never = csv.pinned, at-least = 1     | never: found beside see, at-least or at-most
          see = csv.pinned, after = 11 min     | after: found '11 min'; allowed:
          sees = csv.pinned                    | sees: unknown key; did you mean 'see'?
          """)
  void mistakesAreToldBeforeTheRun(String expectation, String complaint) {
    assertThat(
            EditedText.complaint(
                directory,
                () -> ChaosScript.read(script("expect = [ { " + expectation + " } ]\n"))))
        .matches("(?s)my\\.conf:8: expect\\[[01]\\]\\..*")
        .contains(complaint);
  }

  @Test
  void aTopologyMustBeThere() {
    String text = TEXT.replace("topology = chaos", "topology = nowhere.conf");
    assertThat(EditedText.complaint(directory, () -> ChaosScript.read(written(text))))
        .startsWith("my.conf:2: topology: found 'nowhere.conf'; allowed: paper, small, matrix");
  }
}

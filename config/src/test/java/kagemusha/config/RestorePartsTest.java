package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kagemusha.config.Topology.VhdRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a recovery of a scenario says of its place. */
class RestorePartsTest {
  private static final Topology PAPER = TopologyReader.bundled("paper");

  @TempDir Path directory;

  private EditedText recovery(String kind, String more) {
    return EditedText.of("scenarios/redirect.conf")
        .with("kind = replica-creation", "kind = " + kind + ", " + more);
  }

  private RestoreSpec read(String more) {
    return ScenarioReader.file(recovery("recovery", more).write(directory), PAPER)
        .jobs()
        .get(0)
        .restore();
  }

  @Test
  void aPlaceAndItemsOrTheOriginal() {
    assertThat(read("to { host = HYPR2, lu = LOG }, items = [database, log]"))
        .isEqualTo(
            new RestoreSpec(
                Optional.of(new RestoreSpec.Place("HYPR2", "LOG")),
                List.of(VhdRole.DATABASE, VhdRole.LOG),
                OptionalLong.empty(),
                Optional.empty()));
    assertThat(read("bring-online-after = 5 min").bringOnlineAfter())
        .contains(Duration.ofMinutes(5));
    assertThat(read("outside-cluster = true").outsideCluster()).isTrue();
    assertThat(read("published = S1/restore")).isEqualTo(RestoreSpec.ORIGINAL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "recovery | to { host = HYPR3, lu = LOG } | to.host: found 'HYPR3'; there is no such host;"
            + " did you mean 'HYPR1'? Allowed: HYPR1, HYPR2",
        "recovery | to { host = HYPR2, lu = QUORUM } | to.lu: found 'QUORUM'; there is no such"
            + " cluster shared volume; allowed: SYS&DB, LOG",
        "recovery | items = [log] | items: found without to; allowed: single disks go to another"
            + " place only",
        "recovery | to { host = HYPR2, lu = LOG }, bring-online-after = 1 s | bring-online-after:"
            + " found with to; allowed: only for the original place, whose resource fails",
        "recovery | to { host = HYPR2, lu = LOG }, outside-cluster = true | outside-cluster: found"
            + " with to; allowed: only for the original place, what is elsewhere is outside anyhow",
        "express-full | items = [log] | items: found one in a job of kind express-full; allowed:"
            + " in a recovery"
      })
  void namesPlaceFoundAndAllowed(String kind, String more, String message) {
    String complaint = recovery(kind, more).scenarioComplaint(directory, PAPER);
    assertThat(complaint).isEqualTo("my.conf:33: jobs.replica." + message);
  }
}

package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kagemusha.config.BackupJob.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Groups in a scenario that begins at 09:00 and lasts eight hours. */
class ProtectionGroupTest {
  private static final Topology PAPER = TopologyReader.bundled("paper");
  private static final String GROUP =
      """
      protection-groups = [
        {
          name = MAIL
          members = [GUEST1, GUEST2]
          method = network
          retention = 3 d
          replica = 30 min
          recovery-points = ["15:00", "09:20", "11:30"]
          consistency-check = "13:00"
          compression = true
          throttle { from = "08:30", to = "12:00", work = 20 MB/s, other = 60 MB/s }
        }
      ]
      """;

  @TempDir Path directory;

  private EditedText text(String groups) {
    return EditedText.of("scenarios/redirect.conf").with("data-set = 12 GB", groups);
  }

  @Test
  void aGroupMakesItsJobs() {
    Scenario scenario = ScenarioReader.file(text(GROUP).write(directory), PAPER);
    assertThat(scenario.groups())
        .containsExactly(
            new ProtectionGroup(
                "MAIL",
                List.of("GUEST1", "GUEST2"),
                BackupJob.Method.NETWORK,
                Duration.ofDays(3),
                Optional.of(Duration.ofMinutes(30)),
                List.of(LocalTime.of(15, 0), LocalTime.of(9, 20), LocalTime.of(11, 30)),
                Optional.empty(),
                Optional.of(LocalTime.of(13, 0)),
                true,
                Optional.of(
                    new Throttle(
                        LocalTime.of(8, 30), LocalTime.of(12, 0), 20_000_000, 60_000_000))));
    assertThat(scenario.jobs())
        .as("09:20 is before the replica")
        .extracting(BackupJob::name, BackupJob::kind, job -> job.at().toMinutes(), BackupJob::vms)
        .containsExactly(
            tuple("replica", Kind.REPLICA_CREATION, 10L, List.of("GUEST3")),
            tuple("MAIL-replica", Kind.REPLICA_CREATION, 30L, List.of("GUEST1", "GUEST2")),
            tuple("MAIL-express-1", Kind.EXPRESS_FULL, 150L, List.of("GUEST1", "GUEST2")),
            tuple("MAIL-check-1", Kind.CONSISTENCY_CHECK, 240L, List.of("GUEST1", "GUEST2")),
            tuple("MAIL-express-2", Kind.EXPRESS_FULL, 360L, List.of("GUEST1", "GUEST2")));
    BackupPlan plan = scenario.backupPlan();
    assertThat(plan.clock()).isEqualTo(LocalTime.of(9, 0));
    assertThat(plan.group("GUEST2", BackupJob.Method.SHADOW_IMAGE)).isPresent();
    assertThat(plan.group("GUEST2", BackupJob.Method.IN_GUEST)).isEmpty();
    assertThat(plan.group("GUEST3", BackupJob.Method.NETWORK)).isEmpty();
  }

  @Test
  void anAgentInTheGuestSynchronizes() {
    String inGuest =
        "protection-groups = [ { name = G, members = [GUEST1], method = in-guest, replica = 1 h,"
            + " synchronization = 2 h } ]";
    Scenario scenario = ScenarioReader.file(text(inGuest).write(directory), PAPER);
    assertThat(scenario.jobs())
        .filteredOn(job -> job.kind() == Kind.SYNCHRONIZATION)
        .extracting(BackupJob::name, job -> job.at().toHours())
        .containsExactly(tuple("G-sync-1", 3L), tuple("G-sync-2", 5L), tuple("G-sync-3", 7L));
    assertThat(scenario.groups().get(0).retention()).as("the topology's").isEqualTo(days(5));
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  /** Times of the day come again on every day of a long run. */
  @Test
  void timesOfTheDayComeDaily() {
    String text =
        "protection-groups = [ { name = G, members = [GUEST1], method = network,"
            + " recovery-points = [\"15:00\"] } ]";
    Scenario scenario =
        ScenarioReader.file(
            text(text).with("length = 8 h", "length = 3 d").write(directory), PAPER);
    assertThat(scenario.jobs())
        .filteredOn(job -> job.kind() == Kind.EXPRESS_FULL)
        .extracting(job -> job.at().toHours())
        .containsExactly(6L, 30L, 54L);
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("mistakes")
  void namesPlaceFoundAndAllowed(String old, String replacement, String message) {
    String complaint = text(GROUP.replace(old, replacement)).scenarioComplaint(directory, PAPER);
    assertThat(complaint).isEqualTo("my.conf:" + message);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.arguments(
            "\"15:00\"",
            "\"3 pm\"",
            "35: protection-groups.MAIL.recovery-points: found '3 pm'; allowed: a time of the day"
                + " such as \"15:00\""),
        Arguments.arguments(
            "GUEST2]",
            "GUEST5]",
            "31: protection-groups.MAIL.members: found 'GUEST5'; there is no such VM in topology"
                + " 'paper'; did you mean 'GUEST1'? Allowed: GUEST1, GUEST2, GUEST3, GUEST4"),
        Arguments.arguments(
            "retention = 3 d",
            "retention = 500 d",
            "33: protection-groups.MAIL.retention: found '500 d'; allowed: a time such as 5.8 ms,"
                + " from 1 d to 448 d"),
        Arguments.arguments(
            "replica = 30 min",
            "replica = 9 h",
            "34: protection-groups.MAIL.replica: found 9 h; allowed: before the end of the run"),
        Arguments.arguments(
            "compression = true",
            "synchronization = 1 h",
            "37: protection-groups.MAIL.synchronization: found 1 h; allowed: only with method"
                + " in-guest"),
        Arguments.arguments(
            "to = \"12:00\"",
            "to = \"08:30\"",
            "38: protection-groups.MAIL.throttle.to: found 08:30; allowed: another time than from,"
                + " 08:30"),
        Arguments.arguments(
            "work = 20 MB/s",
            "work = 1 KB/s",
            "38: protection-groups.MAIL.throttle.work: found '1 KB/s'; allowed: a rate such as 90"
                + " MB/s, from 100 KB/s to 100 GB/s"),
        Arguments.arguments(
            "  }\n]",
            "  }\n  { name = MORE, members = [GUEST2], method = shadow-image } ]",
            "40: protection-groups.MORE.members: found GUEST2, which is a member of MAIL; allowed:"
                + " each VM in one group"));
  }
}

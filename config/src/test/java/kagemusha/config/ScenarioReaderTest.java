package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import kagemusha.config.BackupJob.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioReaderTest {
  private static final Topology PAPER = TopologyReader.bundled("paper");
  private static final Topology SMALL = TopologyReader.bundled("small");

  @TempDir Path directory;

  @Test
  void everyListedScenarioReadsAndHasATitle() {
    assertThat(ScenarioReader.names())
        .containsExactly(
            "baseline",
            "baseline-2-2",
            "redirect",
            "scenario-1",
            "scenario-2",
            "scenario-3",
            "scenario-4");
    assertThat(ScenarioReader.names())
        .filteredOn(name -> ScenarioReader.conditions(name) == 0)
        .hasSize(6)
        .allSatisfy(
            name ->
                assertThat(ScenarioReader.bundled(name, PAPER).title())
                    .isEqualTo(ScenarioReader.title(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "scenario-1, NETWORK, S1, 265, 234600000000, 214356000000",
    "scenario-2, SHADOW_IMAGE, S2, 219, 237400000000, 242501000000"
  })
  void replicaExpressFullAndRestoreOfOneVm(
      String name,
      BackupJob.Method method,
      String publishedScenario,
      int expressAt,
      long bytes,
      long restored) {
    Scenario scenario = ScenarioReader.bundled(name, PAPER);

    assertThat(scenario.length()).isEqualTo(Duration.ofMinutes(570));
    assertThat(scenario.load()).isEqualTo(Duration.ofHours(8));
    assertThat(scenario.quantum()).isEqualTo(Duration.ofMillis(500));
    assertThat(scenario.placement()).isEmpty();
    assertThat(scenario.appliedTo(PAPER).vms())
        .allSatisfy(vm -> assertThat(vm.usedBytes()).isEqualTo(bytes));
    assertThat(scenario.jobs())
        .containsExactly(
            job(
                "replica",
                Kind.REPLICA_CREATION,
                method,
                125,
                publishedScenario + "/replica_creation"),
            job(
                "express-full",
                Kind.EXPRESS_FULL,
                method,
                expressAt,
                publishedScenario + "/express_full"),
            new BackupJob(
                "recovery",
                Kind.RECOVERY,
                method,
                List.of("GUEST1"),
                Duration.ofMinutes(490),
                publishedScenario + "/restore",
                OptionalLong.empty(),
                new RestoreSpec(
                    Optional.empty(), List.of(), OptionalLong.of(restored), Optional.empty())));
  }

  private static BackupJob job(
      String name, Kind kind, BackupJob.Method method, int minutes, String published) {
    return new BackupJob(
        name,
        kind,
        method,
        List.of("GUEST1"),
        Duration.ofMinutes(minutes),
        published,
        OptionalLong.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "1, SHADOW_IMAGE, 'GUEST3,GUEST4', c1: ShadowImage replica of 2 VMs, 159390000000",
    "2, SHADOW_IMAGE, GUEST3, c2: ShadowImage express full of 1 VM, 159390000000",
    "3, NETWORK, 'GUEST3,GUEST4', c3: network replica of 2 VMs, 155750000000",
    "4, NETWORK, GUEST3, c4: network express full of 1 VM, 155750000000",
  })
  void conditionsOfScenario4(
      int condition, BackupJob.Method method, String vms, String published, long bytes) {
    Scenario scenario = scenario4(condition);

    assertThat(scenario.title()).startsWith("Condition " + condition + ": ");
    assertThat(scenario.jobs().get(0).kind()).isEqualTo(Kind.REPLICA_CREATION);
    BackupJob compared = scenario.jobs().get(scenario.jobs().size() - 1);
    assertThat(compared.published()).isEqualTo("S4/" + published);
    assertThat(compared.vms()).containsExactly(vms.split(","));
    assertThat(scenario.jobs()).extracting(BackupJob::method).containsOnly(method);
    assertThat(scenario.hostOf(PAPER.vm("GUEST2"))).isEqualTo("HYPR1");
    assertThat(scenario.hostOf(PAPER.vm("GUEST3"))).isEqualTo("HYPR2");
    assertThat(scenario.appliedTo(PAPER).vms())
        .allSatisfy(vm -> assertThat(vm.usedBytes()).isEqualTo(bytes));
  }

  private Scenario scenario4(int condition) {
    String text = HoconDocument.resourceText("scenarios/scenario-4.conf");
    Path file = new EditedText(text + "\ncondition = " + condition + "\n").write(directory);
    return ScenarioReader.file(file, PAPER);
  }

  @Test
  void theBackupWindowIsAsLongAsTheLoadUnlessItIsGiven() {
    assertThat(ScenarioReader.bundled("scenario-1", PAPER).backupWindow())
        .hasToString("09:00 to 17:00");
    String text = HoconDocument.resourceText("scenarios/scenario-1.conf");
    String window = "\nbackup-window { opens = \"22:00\", closes = \"06:30\" }\n";
    Path file = new EditedText(text + window).write(directory);
    assertThat(ScenarioReader.file(file, PAPER).backupWindow()).hasToString("22:00 to 06:30");
    Path wrong = new EditedText(text + window.replace("06:30", "late")).write(directory);
    assertThatThrownBy(() -> ScenarioReader.file(wrong, PAPER))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("backup-window.closes: found 'late'");
  }

  /** Less data in the same proportions; every disk still fits and the sum is exact. */
  @Test
  void dataIsSharedOutOverTheDisksAsInTheTopology() {
    Topology.VmSpec before = PAPER.vm("GUEST1");
    Topology.VmSpec after = scenario4(3).appliedTo(PAPER).vm("GUEST1");

    for (Topology.VhdSpec disk : after.disks()) {
      double share = disk.usedBytes() / (double) before.disk(disk.role()).usedBytes();
      assertThat(share).isCloseTo(155_750 / 239_298.0, within(1e-9));
      assertThat(disk.maxBytes()).isEqualTo(before.disk(disk.role()).maxBytes());
    }
    assertThat(after.withData(before.usedBytes() / 2).usedBytes())
        .isEqualTo(before.usedBytes() / 2);
  }

  @Test
  void conditionsAreCountedAndOneHasToBeChosen() {
    assertThat(ScenarioReader.conditions("scenario-4")).isEqualTo(4);
    assertThatThrownBy(() -> ScenarioReader.bundled("scenario-4", PAPER))
        .hasMessage(
            "scenarios/scenario-4.conf:1: condition: missing; expected a whole number from 1 to 4");
    assertThatThrownBy(() -> scenario4(5))
        .hasMessageContaining("condition: found '5'; allowed: a whole number from 1 to 4");
    assertThat(
            EditedText.of("scenarios/baseline.conf")
                .with("quantum", "condition = 1, quantum")
                .scenarioComplaint(directory, PAPER))
        .isEqualTo("my.conf:11: condition: found one in a scenario without conditions");
    assertThat(
            EditedText.of("scenarios/scenario-4.conf")
                .with("length = 8 h", "length = 8 h, condition = 1")
                .withFirst("159390 MB", "300 GB")
                .scenarioComplaint(directory, PAPER))
        .isEqualTo(
            "my.conf:35: conditions[0].vm-data: found 300 GB; allowed: at most what the disks of"
                + " GUEST1 use in the topology, 239.298 GB");
  }

  @Test
  void quantumOnACommandLineIsReadByTheSameRules() {
    assertThat(ScenarioReader.quantum("--quantum", "250ms")).isEqualTo(Duration.ofMillis(250));
    assertThatThrownBy(() -> ScenarioReader.quantum("--quantum", "1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "command line: --quantum: found '1'; allowed: a time such as 5.8 ms, from 1 ms to 10 s");
  }

  @Test
  void unknownScenario() {
    assertThatThrownBy(() -> ScenarioReader.bundled("basline", PAPER))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "unknown scenario 'basline'; did you mean 'baseline'? Allowed: baseline, baseline-2-2,"
                + " redirect, scenario-1, scenario-2, scenario-3, scenario-4");
  }

  @Test
  void baseline() {
    Scenario baseline = ScenarioReader.bundled("baseline", PAPER);

    assertThat(baseline.published()).isEqualTo("S0/baseline");
    assertThat(baseline.start()).isEqualTo(LocalDateTime.of(2010, 11, 1, 9, 0));
    assertThat(baseline.length()).isEqualTo(Duration.ofHours(8));
    assertThat(baseline.quantum()).isEqualTo(Duration.ofSeconds(1));
    assertThat(baseline.steadyHead()).isEqualTo(Duration.ofHours(2));
    assertThat(baseline.steadyTail()).isEqualTo(Duration.ofHours(1));
    assertThat(baseline.placement()).isEmpty();
    assertThat(baseline.csvOwners())
        .containsExactly(entry("SYS&DB", "HYPR1"), entry("LOG", "HYPR1"));
    assertThat(baseline.load()).isEqualTo(Duration.ofHours(8));
    assertThat(baseline.jobs()).isEmpty();
    assertThat(PAPER.vms()).allSatisfy(vm -> assertThat(baseline.hostOf(vm)).isEqualTo("HYPR1"));
  }

  @Test
  void baselineRunsOnAnyTopology() {
    assertThat(ScenarioReader.bundled("baseline", SMALL).csvOwners())
        .containsExactly(entry("DATA", "NODE1"), entry("LOGS", "NODE1"));
  }

  @Test
  void redirect() {
    Scenario redirect = ScenarioReader.bundled("redirect", PAPER);

    assertThat(redirect.quantum()).isEqualTo(Duration.ofMillis(250));
    assertThat(redirect.placement())
        .containsExactly(
            entry("GUEST1", "HYPR1"),
            entry("GUEST2", "HYPR1"),
            entry("GUEST3", "HYPR2"),
            entry("GUEST4", "HYPR2"));
    assertThat(redirect.hostOf(PAPER.vm("GUEST3"))).isEqualTo("HYPR2");
    assertThat(redirect.jobs())
        .containsExactly(
            new BackupJob(
                "replica",
                BackupJob.Kind.REPLICA_CREATION,
                BackupJob.Method.NETWORK,
                List.of("GUEST3"),
                Duration.ofMinutes(10),
                "",
                OptionalLong.of(12_000_000_000L)));
  }

  @Test
  void redirectNeedsTheMachinesItNames() {
    assertThatThrownBy(() -> ScenarioReader.bundled("redirect", SMALL))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "scenarios/redirect.conf:16: placement.GUEST1: there is no such VM in topology 'small';"
                + " allowed: MAIL1, MAIL2");
  }

  @Test
  void fileReadsLikeTheBundledText() {
    Path file = EditedText.of("scenarios/redirect.conf").write(directory);
    Scenario copy = ScenarioReader.file(file, PAPER);
    Scenario redirect = ScenarioReader.bundled("redirect", PAPER);

    assertThat(copy.name()).isEqualTo("my");
    assertThat(copy.title()).isEqualTo(redirect.title());
    assertThat(copy.placement()).isEqualTo(redirect.placement());
    assertThat(copy.csvOwners()).isEqualTo(redirect.csvOwners());
    assertThat(copy.jobs()).isEqualTo(redirect.jobs());
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("mistakes")
  void namesPlaceFoundAndAllowed(String old, String replacement, String message) {
    String complaint =
        EditedText.of("scenarios/redirect.conf")
            .with(old, replacement)
            .scenarioComplaint(directory, PAPER);

    assertThat(complaint).isEqualTo("my.conf:" + message);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            "quantum = 250 ms",
            "quantun = 250 ms",
            "12: quantun: unknown key; did you mean 'quantum'? Allowed here: title,"
                + " published, start, length, load, quantum, steady-state, placement, csv-owners,"
                + " vm-data, data-set, jobs, protection-groups, injections, backup-window, conditions,"
                + " condition, topology, expect"),
        arguments(
            "quantum = 250 ms",
            "quantum = 0 ms",
            "12: quantum: found '0 ms'; allowed: a time such as 5.8 ms, from 1 ms to 10 s"),
        arguments(
            "start = \"2010-11-01T09:00\"",
            "start = monday",
            "10: start: found 'monday'; allowed: a date and time such as \"2010-11-01T09:00\""),
        arguments(
            "GUEST4 = HYPR2",
            "GUESS4 = HYPR2",
            "19: placement.GUESS4: there is no such VM in topology 'paper'; did you mean"
                + " 'GUEST4'? Allowed: GUEST1, GUEST2, GUEST3, GUEST4"),
        arguments(
            "GUEST4 = HYPR2",
            "GUEST4 = HYPR3",
            "19: placement.GUEST4: found 'HYPR3'; there is no such host; did you mean"
                + " 'HYPR1'? Allowed: HYPR1, HYPR2"),
        arguments(
            "  LOG = HYPR1",
            "  LOGS = HYPR1",
            "24: csv-owners.LOGS: there is no such cluster shared volume in topology"
                + " 'paper'; did you mean 'LOG'? Allowed: SYS&DB, LOG"),
        arguments(
            "  LOG = HYPR1",
            "  LOG = HYPR3",
            "24: csv-owners.LOG: found 'HYPR3'; there is no such host; did you mean 'HYPR1'?"
                + " Allowed: HYPR1, HYPR2"),
        arguments(
            "  LOG = HYPR1",
            "  QUORUM = HYPR1",
            "24: csv-owners.QUORUM: there is no such cluster shared volume in topology"
                + " 'paper'; allowed: SYS&DB, LOG"),
        arguments(
            "vms = [GUEST3]",
            "vms = [GUEST5]",
            "35: jobs.replica.vms: found 'GUEST5'; there is no such VM in topology 'paper';"
                + " did you mean 'GUEST1'? Allowed: GUEST1, GUEST2, GUEST3, GUEST4"),
        arguments(
            "method = network",
            "method = lan",
            "34: jobs.replica.method: found 'lan'; allowed: network, shadow-image, in-guest"),
        arguments(
            "at = 10 min",
            "at = 10 min, data-set = 9 GB",
            "36: jobs.replica.data-set: found one in a job of kind replica-creation; allowed: in a"
                + " recovery"),
        arguments(
            "data-set = 12 GB",
            "data-set = 240 GB",
            "28: data-set: found 240 GB; allowed: at most what the disks of"
                + " GUEST3 use, 239.298 GB"),
        arguments(
            "at = 10 min",
            "at = 8 h",
            "36: jobs.replica.at: found 8 h; allowed: before the end of the run, 8 h"),
        arguments(
            "at = 10 min",
            "",
            "32: jobs.replica.at: missing; expected a time such as 5.8 ms, from 0 s to 30 d"),
        arguments(
            "skip-head = 2 h",
            "skip-head = 7 h",
            "13: steady-state.skip-head: found 7 h and skip-tail 1 h; allowed: together less"
                + " than length, 8 h"));
  }

  @Test
  void aVmIsProtectedFromWithinOrFromItsHost() {
    assertThat(
            EditedText.of("scenarios/scenario-3.conf")
                .with(
                    "kind = express-full\n    method = in-guest",
                    "kind = express-full\n    method = network")
                .scenarioComplaint(directory, PAPER))
        .endsWith(
            "jobs.express-full.method: found network for GUEST2, which job replica protects by"
                + " in-guest; allowed: one of both");
  }

  @Test
  void placementMustFitInMemory() {
    Topology crowded =
        TopologyReader.file(
            EditedText.of("topologies/paper.conf")
                .with("root-memory = 2139 MiB", "root-memory = 26 GiB")
                .write(directory));

    assertThatThrownBy(() -> ScenarioReader.bundled("redirect", crowded))
        .hasMessage(
            "scenarios/redirect.conf:19: placement.GUEST4: found HYPR2 for a VM of 4096 MiB;"
                + " allowed: at most the 2048 MiB that HYPR2 (32768 MiB) has left after its root"
                + " partition and the VMs before");
  }

  @Test
  void replicaMustFitOnTheBackupServer() {
    Topology tight =
        TopologyReader.file(
            EditedText.of("topologies/paper.conf")
                .with("replica-capacity = 2 TB", "replica-capacity = 10 GB")
                .write(directory));

    assertThatThrownBy(() -> ScenarioReader.bundled("redirect", tight))
        .hasMessage(
            "scenarios/redirect.conf:28: data-set: found 12 GB; allowed: at most the"
                + " replica capacity of DPMSV, 10 GB");
  }
}

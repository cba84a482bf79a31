package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import kagemusha.config.VmOperation.Verb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scenario does to virtual machines, and how long that takes by the topology. */
class VmOperationTest {
  private static final Topology PAPER = TopologyReader.bundled("paper");

  @TempDir Path directory;

  private static EditedText scenario(String operations) {
    return EditedText.of("scenarios/baseline.conf")
        .with("length = 8 h ", "operations = [" + operations + "], length = 8 h ");
  }

  @Test
  void operationsComeInTheOrderOfTheirTimes() {
    Path file =
        scenario(
                "{ vm = GUEST2, at = 1 h, do = save }, { vm = GUEST1, at = 30 min, do = shut-down }")
            .write(directory);
    assertThat(ScenarioReader.file(file, PAPER).operations())
        .containsExactly(
            new VmOperation("GUEST1", Duration.ofMinutes(30), Verb.SHUT_DOWN),
            new VmOperation("GUEST2", Duration.ofHours(1), Verb.SAVE));
    assertThat(ScenarioReader.bundled("baseline", PAPER).operations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { vm = GUEST9, at = 1 h, do = save }  | vm: found 'GUEST9'; there is no such VM in topology
          { vm = GUEST1, at = 9 h, do = save }  | at: found 9 h; allowed: before the end of the run, 8 h
          { vm = GUEST1, at = 1 h, do = resum } | do: found 'resum'; did you mean 'resume'? Allowed: start,
          { vm = GUEST1, do = resume }          | at: missing; expected a time such as 5.8 ms
          { vm = GUEST1, at = 1 h, to = save }  | to: unknown key
          """)
  void mistakesAreTold(String operation, String complaint) {
    assertThat(scenario(operation).scenarioComplaint(directory, PAPER))
        .startsWith("my.conf:10: operations[0].")
        .contains(complaint);
  }

  @Test
  void aTopologySaysHowAVirtualMachineLives() {
    assertThat(PAPER.vm("GUEST1").life()).isEqualTo(VmLifeSpec.USUAL);
    Path file =
        EditedText.of("topologies/small.conf")
            .with("users = 40", "users = 40, life { integration = false, save-rate = 80 MB/s }")
            .write(directory);
    VmLifeSpec life = TopologyReader.file(file).vm("MAIL2").life();
    assertThat(life.integration()).isFalse();
    assertThat(life.saveBytesPerSecond()).isEqualTo(80_000_000);
    assertThat(life.boot()).isEqualTo(VmLifeSpec.USUAL.boot());
  }

  @Test
  void aMistakeInALifeIsTold() {
    assertThat(
            EditedText.of("topologies/small.conf")
                .with("users = 40", "users = 40, life { boot = 2 h }")
                .topologyComplaint(directory))
        .contains(
            "vms.MAIL2.life.boot: found '2 h'; allowed: a time such as 5.8 ms, from 0 s to 1 h");
  }

  @Test
  void aPoolMayGrowBetweenTheOthers() {
    Path file =
        scenario("{ vm = GUEST2, at = 1 h, do = save }, { pool = POOL1, at = 2 h, do = grow }")
            .write(directory);
    Scenario read = ScenarioReader.file(file, PAPER);
    assertThat(read.operations()).hasSize(1);
    assertThat(read.poolGrowths()).containsExactly(new PoolGrowth("POOL1", Duration.ofHours(2)));
    assertThat(
            scenario("{ pool = POOL1, at = 2 h, do = save }").scenarioComplaint(directory, PAPER))
        .contains("do: found 'save'");
    assertThat(
            scenario("{ pool = POOL9, at = 2 h, do = grow }").scenarioComplaint(directory, PAPER))
        .contains("pool: found 'POOL9'; there is no such pool");
  }

  /** A RAID group belongs to one pool, its reserve included. */
  @Test
  void aReserveIsNotSharedWithAnotherPool() {
    EditedText small = EditedText.of("topologies/small.conf");
    Path file =
        small
            .with(
                "  raid-groups = [\n",
                "  raid-groups = [\n    { name = MORE, level = RAID10, data-disks = 1,"
                    + " drive = 10k, stripe = 64 KiB }\n")
            .with("raid-groups = [PARITY],", "raid-groups = [PARITY], reserve = [MORE],")
            .write(directory);
    assertThat(TopologyReader.file(file).array().pool("LARGE").allGroups())
        .containsExactly("PARITY", "MORE");
    assertThat(
            small
                .with("raid-groups = [PARITY],", "raid-groups = [PARITY], reserve = [MIRROR],")
                .topologyComplaint(directory))
        .contains("reserve: found 'MIRROR', which belongs to pool FAST already");
  }
}

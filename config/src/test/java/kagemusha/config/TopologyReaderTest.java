package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyReaderTest {
  @TempDir Path directory;

  @Test
  void everyListedTopologyReads() {
    assertThat(TopologyReader.names()).containsExactly("paper", "small", "matrix", "chaos");
    assertThat(TopologyReader.names())
        .allSatisfy(name -> assertThat(TopologyReader.bundled(name).name()).isEqualTo(name));
  }

  @Test
  void unknownTopology() {
    assertThatThrownBy(() -> TopologyReader.bundled("papre"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "unknown topology 'papre'; did you mean 'paper'? Allowed: paper, small, matrix,"
                + " chaos");
  }

  @Test
  void exampleHasItsOwnNumbersOfEverything() {
    Topology small = TopologyReader.bundled("small");

    assertThat(small.hostNames()).containsExactly("NODE1", "NODE2", "NODE3");
    assertThat(small.host("NODE3").logicalProcessors()).isEqualTo(4);
    assertThat(small.host("NODE3").rootMemoryMb()).isEqualTo(2048);
    assertThat(small.vmNames()).containsExactly("MAIL1", "MAIL2");
    assertThat(small.users()).isEqualTo(100);
    assertThat(small.array().raidGroups())
        .extracting(ArraySpec.RaidGroupSpec::level)
        .containsExactly(ArraySpec.RaidLevel.RAID10, ArraySpec.RaidLevel.RAID5);
    assertThat(small.array().raidGroups())
        .extracting(ArraySpec.RaidGroupSpec::disks)
        .containsExactly(4, 4);
  }

  @Test
  void aMachineTakesItsOwnTimeToBoot() {
    EditedText text =
        EditedText.of("topologies/small.conf")
            .with("{ name = NODE2 }", "{ name = NODE2, boot = 90 s }");
    Topology topology = TopologyReader.file(text.write(directory));
    assertThat(topology.bootOf("NODE1")).isEqualTo(Duration.ofMinutes(3));
    assertThat(topology.bootOf("NODE2")).isEqualTo(Duration.ofSeconds(90));
    assertThat(topology.bootOf("BACKUP")).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void fileReadsLikeTheBundledTextAndIsNamedAfterItsFile() {
    Topology copy = TopologyReader.file(EditedText.of("topologies/paper.conf").write(directory));
    Topology paper = TopologyReader.bundled("paper");

    assertThat(copy.name()).isEqualTo("my");
    assertThat(copy.hosts()).isEqualTo(paper.hosts());
    assertThat(copy.array()).isEqualTo(paper.array());
    assertThat(copy.vms()).isEqualTo(paper.vms());
    assertThat(copy.mail()).isEqualTo(paper.mail());
  }

  /** A topology of one's own may start from a bundled one and change what differs. */
  @Test
  void fileMayIncludeABundledTopology() {
    String text =
        "include classpath(\"kagemusha/topologies/paper.conf\")\n"
            + "templates.guest.users = 500\n"
            + "hosts = ${hosts} [ ${templates.host} { name = HYPR3, root-memory = 2 GiB } ]\n";

    Topology topology = TopologyReader.file(new EditedText(text).write(directory));

    assertThat(topology.users()).isEqualTo(2000);
    assertThat(topology.hostNames()).containsExactly("HYPR1", "HYPR2", "HYPR3");
  }

  /** A copy must not depend on the files beside the original, nor on how numbers are rendered. */
  @Test
  void resolvedTextReadsAlikeWhereNothingLiesBesideIt() throws IOException {
    String small =
        EditedText.of("topologies/small.conf")
            .with("user-second = 0.1292", "user-second = 0.0001")
            .text();
    Files.writeString(directory.resolve("base.conf"), small);
    Path file = new EditedText("include \"base.conf\"\nbackup.window = 32 MiB\n").write(directory);

    TopologyReader.Resolved resolved = TopologyReader.resolvedFile(file);

    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    assertThat(resolved.topology().backup().windowBytes()).isEqualTo(32L << 20);
    assertThat(TopologyReader.file(new EditedText(resolved.text()).write(elsewhere)))
        .isEqualTo(resolved.topology());
  }

  @Test
  void lookUpOfSomethingThatIsNotThere() {
    Topology paper = TopologyReader.bundled("paper");

    assertThatThrownBy(() -> paper.array().lu("SYSDB"))
        .hasMessage(
            "no LU is named 'SYSDB'; did you mean 'SYS&DB'? Allowed: SYS&DB, LOG, QUORUM, SYS&DB-S, LOG-S");
  }

  @Test
  void machineWithTwoDisksOfOneRoleCannotBeMade() {
    Topology.VmSpec vm = TopologyReader.bundled("paper").vm("GUEST1");
    List<Topology.VhdSpec> disks = List.of(vm.disks().get(0), vm.disks().get(0), vm.disks().get(2));

    assertThatThrownBy(
            () ->
                new Topology.VmSpec(
                    vm.name(), vm.host(), 2, 4096, 1, 1, 1, vm.storagePath(), disks))
        .hasMessage("VM GUEST1: exactly one disk of each role is needed");
  }
}

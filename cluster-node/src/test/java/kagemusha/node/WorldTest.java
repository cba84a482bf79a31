package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.machine.DirectoryView;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorldTest {
  private static World world(String topologyName, String scenarioName) {
    Topology topology = TopologyReader.bundled(topologyName);
    Scenario scenario = ScenarioReader.bundled(scenarioName, topology);
    return new World(topology, scenario);
  }

  private static Map<EntityId, String> entities(World world) {
    Map<EntityId, String> where = new LinkedHashMap<>();
    for (String machine : world.machines()) {
      MachineBlueprint blueprint = world.blueprint(machine);
      assertThat(blueprint.name()).isEqualTo(machine);
      for (Entity<?> entity : blueprint.entities()) {
        assertThat(where.put(entity.id(), machine)).as("second home of " + entity.id()).isNull();
      }
    }
    return where;
  }

  @ParameterizedTest
  @CsvSource({"paper,baseline", "paper,redirect", "small,baseline"})
  void everyEntityLivesOnExactlyTheMachineThatTheDirectoryNames(String topology, String scenario) {
    World world = world(topology, scenario);
    entities(world)
        .forEach(
            (entity, machine) ->
                assertThat(DirectoryView.machineOf(world.directory(), entity)).isEqualTo(machine));
  }

  @Test
  void thePapersClusterIsComplete() {
    Map<EntityId, String> where = entities(world("paper", "redirect"));
    assertThat(where)
        .containsEntry(new EntityId("HYPR1"), "HYPR1")
        .containsEntry(new EntityId("HYPR2.csv"), "HYPR2")
        .containsEntry(new EntityId("HYPR2.dpmra"), "HYPR2")
        .containsEntry(new EntityId("GUEST2"), "HYPR1")
        .containsEntry(new EntityId("GUEST3"), "HYPR2")
        .containsEntry(new EntityId("csv.SYS&DB"), "AMS2300")
        .containsEntry(new EntityId("csv.LOG"), "AMS2300")
        .containsEntry(new EntityId("AMS2300.CTL0"), "AMS2300")
        .containsEntry(new EntityId("AMS2300.CTL1"), "AMS2300")
        .containsEntry(new EntityId("AMS2300.pair.SYS&DB"), "AMS2300")
        .containsEntry(new EntityId("AMS2300.pair.LOG"), "AMS2300")
        .containsEntry(new EntityId("DPMSV.dpm"), "DPMSV")
        .containsEntry(new EntityId("EXCL05"), "EXCL")
        .containsEntry(new EntityId("HYDC2"), "EXCL")
        .containsEntry(new EntityId("HYPR1.vss"), "HYPR1")
        .containsEntry(new EntityId("HYPR2.vmms"), "HYPR2")
        .containsEntry(new EntityId("HYPR2.hitachi"), "HYPR2")
        .containsEntry(new EntityId("GUEST3.vss"), "HYPR2")
        .containsEntry(new EntityId("GUEST1.storewriter"), "HYPR1")
        .containsEntry(new EntityId("GUEST1.volsnap"), "HYPR1")
        .doesNotContainKey(new EntityId("csv.QUORUM"))
        .containsEntry(new EntityId("cluster.registry"), "AMS2300")
        .containsEntry(new EntityId("HYPR2.cluster"), "HYPR2")
        .containsEntry(new EntityId("HYPR1.migration"), "HYPR1")
        .containsEntry(new EntityId("cluster.migrations"), "AMS2300")
        .hasSize(3 + 5 + 2 * (5 + 4) + 4 * (1 + 3) + 2 + 2 + 2 + 1 + 5 + 2);
    assertThat(where(world("paper", "baseline"), "GUEST3")).isEqualTo("HYPR1");
  }

  private static String where(World world, String entity) {
    return DirectoryView.machineOf(world.directory(), new EntityId(entity));
  }

  /** Data passes the storage stack on its way in and again on its way out. */
  @Test
  void aHostsPipelineEndsWhereItBegan() {
    List<String> pipeline =
        world("paper", "redirect").blueprint("HYPR1").pipeline().stream()
            .map(EntityId::name)
            .toList();
    assertThat(pipeline)
        .containsExactly(
            "HYPR1.csv",
            "GUEST1",
            "GUEST2",
            "GUEST3",
            "GUEST4",
            "HYPR1.csv",
            "HYPR1.dpmra",
            "HYPR1.migration");
  }

  /** Whoever is on one host can come to the other one. */
  @Test
  void everyHostOfAClusterHasASeatForEveryGuest() {
    World world = world("paper", "redirect");
    assertThat(world.blueprint("HYPR1").visitors().keySet())
        .isEqualTo(world.blueprint("HYPR2").visitors().keySet())
        .extracting(EntityId::name)
        .contains("GUEST1", "GUEST4", "GUEST4.vss", "GUEST4.storewriter", "GUEST4.volsnap")
        .hasSize(16);
  }

  @Test
  void everyMachineHasTheAdaptersOfItsNetworks() {
    World world = world("paper", "baseline");
    assertThat(world.blueprint("HYPR1").nics())
        .containsExactly(
            new NicSpec("business", 1_000_000_000L, 100_000),
            new NicSpec("management", 1_000_000_000L, 100_000),
            new NicSpec("san", 8_000_000_000L, 20_000));
    assertThat(world.blueprint("AMS2300").nics())
        .extracting(NicSpec::network)
        .containsExactly("san");
  }

  /** A disk of less than a chunk has none allocated. */
  @Test
  void disksMayBeginEmpty(@TempDir Path directory) throws IOException {
    String text;
    try (InputStream small =
        TopologyReader.class.getResourceAsStream("/kagemusha/topologies/small.conf")) {
      text = new String(small.readAllBytes(), StandardCharsets.UTF_8);
    }
    Path file = directory.resolve("empty.conf");
    Files.writeString(
        file,
        text.replace("max = 13 GB, used = 10 GB", "max = 13 GB, used = 0 B")
            .replace("max = 10 GB, used = 2 GB", "max = 2 MiB, used = 2 MB"));
    Topology topology = TopologyReader.file(file);
    World world = new World(topology, ScenarioReader.bundled("baseline", topology));
    assertThat(entities(world)).hasSameSizeAs(entities(world("small", "baseline")));
  }

  @Test
  void strangersAreRefused() {
    World world = world("paper", "baseline");
    assertThatThrownBy(() -> world.blueprint("HYPR9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no machine HYPR9 in paper");
    assertThatThrownBy(() -> where(world, "GUEST9")).hasMessage("no entity GUEST9 in this run");
  }
}

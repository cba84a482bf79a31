package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.testkit.TestRun;
import kagemusha.load.store.DatabaseCheck.DirtyShutdown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Virtual machines that start with nothing but what is on their disks. */
class ColdStartTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Topology TOPOLOGY = TopologyReader.bundled("small");
  private static final int MISPLACED = 9240;

  @TempDir Path folder;

  private static List<Integer> store(List<EventRecord> events, String vm) {
    return events.stream()
        .filter(event -> event.source().equals("ESE") && event.correlation().equals(vm))
        .map(EventRecord::id)
        .toList();
  }

  /** The recovery point is from under load; users are served again for ten minutes after it. */
  @Test
  void aRestoredMachineStartsAndServes() throws Exception {
    SmallSite site =
        new SmallSite()
            .load(30)
            .jobs(
                SmallSite.job("replica", "replica-creation", "network", "MAIL1", 3),
                SmallSite.job("recovery", "recovery", "network", "MAIL1", 12),
                SmallSite.job("later", "express-full", "network", "MAIL1", 24))
            .doing(
                "{ on = MAIL1, at = 12.1 min, do = start }",
                "{ on = MAIL1, at = 18 min, do = start }");
    SmallSite.Outcome run = site.run();
    assertThat(run.errors()).isEmpty();
    assertThat(run.events())
        .as("not while it is being restored")
        .filteredOn(event -> event.id() == MISPLACED)
        .hasSize(1);
    assertThat(store(run.events(), "MAIL1")).containsExactly(300, 302);
    double busy = run.mean("\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length", 1300, 1700);
    assertThat(busy).as("clients are served").isPositive();
    assertThat(run.texts(9128)).as("every database that was checked is good").hasSize(3);
  }

  /** A replica with a damaged log is restored all the same. */
  @Test
  void aDamagedDatabaseIsNotMounted() throws Exception {
    SmallSite.Outcome run =
        new SmallSite()
            .load(30)
            .jobs(
                SmallSite.job("replica", "replica-creation", "network", "MAIL1", 3),
                SmallSite.job("recovery", "recovery", "network", "MAIL1", 12))
            .damage(11, VhdRole.DATABASE, 0)
            .doing(
                "{ on = MAIL1, at = 18 min, do = start }",
                "{ on = MAIL1, at = 26 min, do = shut-down }")
            .run();
    assertThat(store(run.events(), "MAIL1")).containsExactly(454);
    assertThat(run.mean("\\\\MAIL1\\PhysicalDisk(SYSTEM)\\Avg. Disk Queue Length", 1300, 1500))
        .as("the guest runs")
        .isPositive();
    assertThat(run.mean("\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length", 1300, 1500))
        .as("the store does not")
        .isZero();
    assertThat(run.events())
        .as("and it ends in order")
        .anyMatch(event -> event.id() == VmLifeRules.SHUT_DOWN);
  }

  /** What a client may rely on is on disk, whenever the machine ends. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void noAcknowledgedWriteIsLost(long seed) throws Exception {
    long millis = 60_000 + seed * 7_919 % 30_000;
    String scenario =
        """
        title = "a crash"
        start = "2010-11-01T09:00"
        length = 1 h
        quantum = 100 ms
        steady-state { skip-head = 1 min, skip-tail = 1 min }
        injections = [ { on = MAIL1, at = %d ms, do = turn-off } ]
        """
            .formatted(millis);
    Path file = Files.writeString(folder.resolve("crash.conf"), scenario);
    World world = new World(TOPOLOGY, ScenarioReader.file(file, TOPOLOGY));
    List<MachineBlueprint> machines = world.machines().stream().map(world::blueprint).toList();
    long end = millis * 1_000_000 + 5 * SECOND;
    TestRun.of(
        new RunSettings(seed, SECOND / 10, end, 0, end), machines.toArray(MachineBlueprint[]::new));
    Disks disks = new Disks(TOPOLOGY, WorldMachines.controller(machines));
    VirtualMachine vm =
        machines.stream()
            .flatMap(machine -> machine.entities().stream())
            .filter(entity -> entity.id().name().equals("MAIL1"))
            .map(VirtualMachine.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(vm.acknowledged().log()).isGreaterThan(20);
    assertThat(((DirtyShutdown) disks.check("MAIL1")).lastLog())
        .isGreaterThanOrEqualTo(vm.acknowledged().log());
  }
}

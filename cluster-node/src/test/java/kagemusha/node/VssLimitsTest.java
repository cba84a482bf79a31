package kagemusha.node;

import static kagemusha.node.VmBackupTest.failure;
import static kagemusha.node.VmBackupTest.ids;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kagemusha.array.Controller;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.testkit.TestRun;
import kagemusha.load.store.DatabaseCheck;
import kagemusha.load.store.DatabaseCheck.DirtyShutdown;
import kagemusha.load.store.WrittenBlocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A whole cluster under load in which a step of the snapshot takes too long, or a snapshot finds no
 * room: the backup fails with its error, the mail server goes on and loses nothing.
 */
class VssLimitsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int DCOM = 10009;
  private static final int READY = 9212;
  private static final int VOLSNAP_FULL = 25;
  private static final int RELEASED = 9003;

  @TempDir Path folder;
  private Topology topology;
  private Controller array;

  /** Each change is "from -> to" in the text of the small topology. */
  private List<EventRecord> run(long seconds, String... changes) {
    try (InputStream small =
        TopologyReader.class.getResourceAsStream("/kagemusha/topologies/small.conf")) {
      String text = new String(small.readAllBytes(), StandardCharsets.UTF_8);
      for (String change : changes) {
        String[] parts = change.split(" -> ");
        assertThat(text).contains(parts[0]);
        text = text.replace(parts[0], parts[1]);
      }
      topology = TopologyReader.file(Files.writeString(folder.resolve("small.conf"), text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    World world = new World(topology, ScenarioReader.file(scenario(), topology));
    MachineBlueprint[] machines =
        world.machines().stream().map(world::blueprint).toArray(MachineBlueprint[]::new);
    array =
        List.of(machines).stream()
            .flatMap(machine -> machine.entities().stream())
            .filter(Controller.class::isInstance)
            .map(Controller.class::cast)
            .findFirst()
            .orElseThrow();
    long end = seconds * SECOND;
    return TestRun.of(new RunSettings(1, SECOND / 10, end, 0, end), machines).events();
  }

  private Path scenario() {
    try {
      return Files.writeString(
          folder.resolve("backup.conf"),
          """
          title = "a backup"
          start = "2010-11-01T09:00"
          length = 1 h
          quantum = 100 ms
          steady-state { skip-head = 1 min, skip-tail = 1 min }
          jobs = [
            { name = copy, kind = replica-creation, method = network, vms = [MAIL1], at = 2 min }
          ]
          """);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private int lastLog() {
    DatabaseCheck.Result result =
        new DatabaseCheck(topology.mail())
            .check(disk(VhdRole.DATABASE), disk(VhdRole.LOG), Optional.empty());
    assertThat(result).isInstanceOf(DirtyShutdown.class);
    return ((DirtyShutdown) result).lastLog();
  }

  private WrittenBlocks disk(VhdRole role) {
    VhdLayout.Place place = new VhdLayout(topology).place("MAIL1", role);
    return WrittenBlocks.of(
        place.maxBytes() / IoBatch.BLOCK_BYTES,
        block -> array.version(place.lu(), place.firstBlock() + block));
  }

  /** Each limit in the guest or on the host; the volumes are released and the store writes on. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          metadata = 1 s -> metadata = 61 s | GATHER_WRITER_METADATA | 0x800423F2
          guest = 15 min -> guest = 1 s     | PREPARE_FOR_SNAPSHOT   | 0x800423F3
          commit = 0.5 s -> commit = 11 s   | PREPARE_FOR_SNAPSHOT   | 0x800423F3
          freeze = 1 s   -> freeze = 61 s   | FREEZE                 | 0x800423F2
          mount = 1.5 s  -> mount = 11 min  | POST_SNAPSHOT          | 0x800423F2
          """)
  void aStepThatIsTooSlowFailsTheBackupAndNothingElse(String change, String phase, String code) {
    List<EventRecord> events = run(change.startsWith("mount") ? 2_600 : 400, change.strip());
    assertThat(failure(events)).contains(phase).contains(code);
    assertThat(ids(events)).contains(RELEASED);
    assertThat(ids(events).contains(DCOM)).isEqualTo(change.startsWith("guest"));
    assertThat(lastLog()).isGreaterThan(100);
  }

  /** The first copy for which the diff area has no room ends the snapshot, and the job with it. */
  @Test
  void aFullDiffAreaKillsTheRunningBackup() {
    List<EventRecord> events =
        run(
            600,
            "CTL0, csv = true }   # and diff-area-max -> CTL0, csv = true, diff-area-max = 320 MiB } #",
            "database-writes-per-user-second = 0.0540 -> database-writes-per-user-second = 1",
            "changed-set = 2 MB -> changed-set = 200 MB");
    assertThat(failure(events)).contains("0x8004231F").contains("READY");
    assertThat(ids(events)).containsSubsequence(READY, VOLSNAP_FULL, RELEASED);
    assertThat(lastLog()).isGreaterThan(1_000);
  }
}

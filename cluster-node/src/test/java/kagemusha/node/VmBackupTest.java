package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.testkit.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Backups of a virtual machine in a small cluster under load, while an administrator does something
 * to it: before the job, in each part of its snapshot set, and while its data is read.
 */
class VmBackupTest {
  private static final long MS = 1_000_000L;
  private static final int SECONDS = 250;
  private static final int PREPARE_FOR_SNAPSHOT = 9204;
  private static final int FREEZE = 9205;
  private static final int POST_SNAPSHOT = 9211;
  private static final int READY = 9212;
  private static final int SET_FAILED = 9220;
  private static final int DCOM = 10009;
  private static final int POINT_VERIFIED = 9123;
  private static final int JOB_SUCCEEDED = 9112;
  private static final int DATABASE_CHECKED = 9128;
  private static final int JOB_FAILED = 9127;

  @TempDir Path folder;

  private List<EventRecord> run(Topology topology, int seconds, String operations) {
    World world = new World(topology, ScenarioReader.file(scenario(operations), topology));
    MachineBlueprint[] machines =
        world.machines().stream().map(world::blueprint).toArray(MachineBlueprint[]::new);
    long end = seconds * 1_000 * MS;
    return TestRun.of(new RunSettings(1, 100 * MS, end, 0, end), machines).events();
  }

  private List<EventRecord> run(String operations) {
    return run(TopologyReader.bundled("small"), SECONDS, operations);
  }

  private Path scenario(String operations) {
    String text =
        """
        title = "a backup, and an administrator"
        start = "2010-11-01T09:00"
        length = 1 h
        quantum = 100 ms
        steady-state { skip-head = 1 min, skip-tail = 1 min }
        vm-data = 1 GB
        jobs = [
          { name = copy, kind = replica-creation, method = network, vms = [MAIL1], at = 2 min }
          { name = check, kind = consistency-check, method = network, vms = [MAIL1], at = 7 min }
        ]
        """
            + (operations.isEmpty() ? "" : "injections = [ " + operations + " ]");
    try {
      return Files.writeString(folder.resolve("backup.conf"), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String operation(long ms, String verb) {
    return "{ on = MAIL1, at = " + ms + " ms, do = " + verb + " }\n";
  }

  static List<Integer> ids(List<EventRecord> events) {
    return events.stream().map(EventRecord::id).toList();
  }

  /** When the host's set, not the guest's, reaches a phase. */
  private static long phaseMs(List<EventRecord> events, int id) {
    return events.stream()
            .filter(event -> event.id() == id && !event.correlation().endsWith(".guest"))
            .mapToLong(EventRecord::timeNanos)
            .findFirst()
            .orElseThrow()
        / MS;
  }

  private static void isGood(List<EventRecord> events) {
    assertThat(ids(events)).contains(READY, POINT_VERIFIED).doesNotContain(SET_FAILED, JOB_FAILED);
  }

  static String failure(List<EventRecord> events) {
    assertThat(ids(events)).contains(SET_FAILED, JOB_FAILED);
    return events.stream()
        .filter(event -> event.id() == SET_FAILED && !event.correlation().endsWith(".guest"))
        .findFirst()
        .orElseThrow()
        .text();
  }

  /** The table of the phases: what an operation does depends on the moment alone. */
  @ParameterizedTest
  @ValueSource(strings = {"pause", "save", "shut-down", "turn-off"})
  void theMomentDecides(String verb) {
    List<EventRecord> undisturbed = run("");
    isGood(undisturbed);
    List<EventRecord> inGuest =
        run(operation(phaseMs(undisturbed, PREPARE_FOR_SNAPSHOT) + 1_000, verb));
    assertThat(failure(inGuest)).contains("0x800423F3");
    assertThat(ids(inGuest)).contains(DCOM);
    List<EventRecord> between = run(operation(phaseMs(undisturbed, FREEZE) + 500, verb));
    assertThat(failure(between)).contains("0x80042301");
    List<EventRecord> after = run(operation(phaseMs(undisturbed, POST_SNAPSHOT) + 1_000, verb));
    assertThat(failure(after)).contains("0x800423F3");
    assertThat(ids(after)).contains(DCOM);
    List<EventRecord> reading = run(operation(phaseMs(undisturbed, READY) + 2_000, verb));
    isGood(reading);
  }

  /** Nothing is left of a set that failed: the next job repairs the replica. */
  @Test
  void theNextBackupIsGood() {
    long preparing = phaseMs(run(""), PREPARE_FOR_SNAPSHOT);
    List<EventRecord> events =
        run(
            TopologyReader.bundled("small"),
            600,
            operation(preparing + 1_000, "pause") + operation(preparing + 60_000, "resume"));
    failure(events);
    assertThat(ids(events)).containsSubsequence(JOB_FAILED, 18518, READY, JOB_SUCCEEDED);
  }

  /** The guest answers in time when it goes on. */
  @Test
  void aShortPauseIsHarmless() {
    long preparing = phaseMs(run(""), PREPARE_FOR_SNAPSHOT);
    isGood(run(operation(preparing + 1_000, "pause") + operation(preparing + 4_000, "resume")));
  }

  /** What the machine is when the job begins decides the method, and each makes a good point. */
  @ParameterizedTest
  @CsvSource({
    "pause, 18516, Dirty Shutdown",
    "save, 18510, Dirty Shutdown",
    "shut-down, 18504, Clean Shutdown",
    "turn-off, 18502, Dirty Shutdown"
  })
  void aMachineThatDoesNotRunIsBackedUpAllTheSame(String verb, int event, String database) {
    List<EventRecord> events = run(operation(5_000, verb));
    isGood(events);
    assertThat(events)
        .filteredOn(each -> each.id() == DATABASE_CHECKED)
        .isNotEmpty()
        .allMatch(each -> each.text().contains(database));
    List<Integer> ids = ids(events);
    assertThat(ids).contains(event).doesNotContain(9230);
    List<Integer> saved = IntStream.of(18510, 18596, 18516).boxed().toList();
    if (verb.equals("pause")) {
      assertThat(ids).as("saved, restored, paused again").containsSubsequence(saved);
    } else {
      assertThat(ids.stream().filter(id -> id >= 18500 && id < 18600)).containsExactly(event);
    }
  }

  /** Without the component the guest is saved for the snapshot and goes on afterwards. */
  @Test
  void aGuestWithoutTheComponentIsSaved() throws IOException {
    Path file = folder.resolve("small.conf");
    String small =
        new String(
            TopologyReader.class
                .getResourceAsStream("/kagemusha/topologies/small.conf")
                .readAllBytes());
    Files.writeString(
        file, small.replaceFirst("users = 60", "users = 60, life { integration = false }"));
    List<EventRecord> events = run(TopologyReader.file(file), SECONDS, "");
    isGood(events);
    assertThat(ids(events)).containsSubsequence(PREPARE_FOR_SNAPSHOT, 18510, FREEZE, 18596, READY);
  }
}

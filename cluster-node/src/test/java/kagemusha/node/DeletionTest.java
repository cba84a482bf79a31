package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
 * A virtual machine is deleted before, during and after its snapshot set is made: in the cluster,
 * which leaves it where it runs, or on its host, which takes it away.
 */
class DeletionTest {
  private static final long MS = 1_000_000L;
  private static final Topology TOPOLOGY = TopologyReader.bundled("matrix");
  private static final int POINT_VERIFIED = 9123;
  private static final int RESTORE_VERIFIED = 9126;
  private static final int JOB_FAILED = 9127;

  @TempDir Path folder;

  private List<EventRecord> run(int seconds, String jobs, String operations) throws IOException {
    String text =
        """
        title = "a deletion"
        start = "2010-11-01T09:00"
        length = 1 h
        quantum = 50 ms
        steady-state { skip-head = 1 min, skip-tail = 1 min }
        jobs = [ { name = copy, kind = replica-creation, method = network, vms = [GUEST1], at = 60 s }
        """
            + jobs
            + "]\n"
            + (operations.isEmpty() ? "" : "injections = [ " + operations + " ]");
    List<MachineBlueprint> machines =
        WorldMachines.of(TOPOLOGY, Files.writeString(folder.resolve("deletion.conf"), text));
    long end = seconds * 1_000 * MS;
    return TestRun.of(
            new RunSettings(1, 50 * MS, end, 0, end), machines.toArray(MachineBlueprint[]::new))
        .events();
  }

  private static String recovery(String name, int atSecond, String how) {
    return "{ name = %s, kind = recovery, method = network, vms = [GUEST1], at = %d s %s }%n"
        .formatted(name, atSecond, how);
  }

  private static String operation(int second, String verb) {
    return "{ on = GUEST1, at = %d s, do = %s }%n".formatted(second, verb);
  }

  private static String operation(String phase, String verb) {
    return "{ on = GUEST1, when = %s, after = 100 ms, do = %s }%n".formatted(phase, verb);
  }

  private static List<Integer> ids(List<EventRecord> events) {
    return events.stream().map(EventRecord::id).toList();
  }

  private static List<String> texts(List<EventRecord> events, int id) {
    return events.stream().filter(each -> each.id() == id).map(EventRecord::text).toList();
  }

  /** In the guest's part, between the snapshots, in the revert, while data is read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "job.started",
        "vss.prepare-for-snapshot",
        "vss.freeze",
        "vss.post-snapshot",
        "job.transfer"
      })
  void withoutItsResourcesTheMachineRunsOnAndItsBackupToo(String phase) throws IOException {
    List<EventRecord> events = run(150, "", operation(phase, "delete-resource"));
    assertThat(ids(events))
        .contains(ConfigurationResource.RESOURCES_DELETED, POINT_VERIFIED)
        .doesNotContain(JOB_FAILED, VmLifeRules.TURNED_OFF);
  }

  @Test
  void itIsRestoredToItsHostAndRegisteredAgain() throws IOException {
    String jobs =
        recovery("original", 150, "")
            + recovery("host", 151, ", outside-cluster = true, bring-online-after = 5 s");
    List<EventRecord> events = run(180, jobs, operation("job.succeeded", "delete-resource"));
    assertThat(texts(events, JOB_FAILED))
        .containsExactly(
            "Job original failed: GUEST1 has no resources in the cluster that it could be restored"
                + " to; it can be restored to its host (outside-cluster) and registered in the"
                + " cluster again.");
    assertThat(texts(events, RESTORE_VERIFIED)).as("block by block").hasSize(3);
    assertThat(ids(events))
        .containsSubsequence(
            JOB_FAILED,
            VmLifeRules.TURNED_OFF,
            RESTORE_VERIFIED,
            ConfigurationResource.REGISTERED_AGAIN,
            ConfigurationResource.BROUGHT_ONLINE)
        .doesNotContain(1069, 21502);
  }

  @Test
  void aResourceOfTheClusterIsNotRestoredOutsideOfIt() throws IOException {
    List<EventRecord> events = run(120, recovery("host", 90, ", outside-cluster = true"), "");
    assertThat(texts(events, JOB_FAILED))
        .containsExactly(
            "Job host failed: GUEST1 is a resource of the cluster; it cannot be restored outside"
                + " of it.");
    assertThat(ids(events)).doesNotContain(VmLifeRules.TURNED_OFF, RESTORE_VERIFIED);
  }

  @Test
  void whatIsNotThereCannotBeDeletedAgain() throws IOException {
    List<EventRecord> events =
        run(30, "", operation(10, "delete-resource") + operation(20, "delete-resource"));
    assertThat(ids(events))
        .containsSubsequence(ConfigurationResource.RESOURCES_DELETED, VmLifeRules.REFUSED);
  }

  /** A machine that is off is deleted on its host; only what has its snapshot is copied. */
  @ParameterizedTest
  @CsvSource({
    "vm.turned-off, true, is not on this host",
    "vss.gather-writer-metadata, true, GUEST1 has been deleted",
    "vss.prepare-for-snapshot, true, GUEST1 is stopping in the middle of its backup",
    "job.transfer, false, ''"
  })
  void onItsHostItIsGone(String phase, boolean fails, String why) throws IOException {
    String operations = operation(5, "turn-off") + operation(phase, "delete-vm");
    List<EventRecord> events = run(150, "", operations);
    assertThat(ids(events)).contains(VmLifeRules.DELETED);
    if (fails) {
      assertThat(ids(events)).contains(30111, JOB_FAILED).doesNotContain(POINT_VERIFIED);
      assertThat(texts(events, JOB_FAILED)).singleElement().asString().contains(why);
    } else {
      assertThat(ids(events)).contains(POINT_VERIFIED).doesNotContain(JOB_FAILED);
    }
  }
}

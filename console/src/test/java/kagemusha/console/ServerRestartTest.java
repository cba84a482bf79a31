package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kagemusha.node.RunPlan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process of the backup server is killed in the middle of a replica creation and started again:
 * what was promised before is there, what was under way has failed and is repaired.
 */
@Tag("multijvm")
class ServerRestartTest {
  private static final String SCENARIO =
      """
      title = "Two replicas, the second of which does not see its end"
      start = "2010-11-01T09:00"
      length = 23 min
      load = 16 min
      quantum = 500 ms
      steady-state { skip-head = 1 min, skip-tail = 1 min }
      vm-data = 1 GB
      jobs = [
        { name = first,    kind = replica-creation, method = network, vms = [MAIL1], at = 1 min }
        { name = second,   kind = replica-creation, method = network, vms = [MAIL2], at = 4 min }
        { name = full,     kind = express-full,     method = network, vms = [MAIL2], at = 14 min }
        { name = restore1, kind = recovery,         method = network, vms = [MAIL1], at = 18 min }
        { name = restore2, kind = recovery,         method = network, vms = [MAIL2], at = 20 min }
      ]
      """;

  @TempDir private Path folder;

  @Test
  void nothingThatWasPromisedIsMissing() throws Exception {
    Path scenario = Files.writeString(folder.resolve("restart.conf"), SCENARIO);
    Path topology = folder.resolve("small.conf");
    Files.writeString(
        topology,
        ScenarioText.resource("topologies/small")
            .replace(
                "  ${templates.host} { name = NODE3, logical-processors = 4, memory = 8 GiB }", "")
            .replace("auto-rerun = 60 min", "auto-rerun = 3 min")
            .replace("ship = 90 MB/s", "ship = 10 MB/s"));
    Path runs = folder.resolve("runs");
    Command.Result result =
        new KilledRun(scenario, topology, "40x", runs)
            .killing("BACKUP", () -> said(runs, "Disk DATABASE of MAIL2 is being read."));
    assertThat(result.out()).contains("Machine BACKUP was lost at virtual time 0:0");
    assertThat(RunPlan.read(Command.onlyFolder(runs)).losses())
        .extracting(RunPlan.Loss::machines)
        .containsExactly("BACKUP");
    theSecondReplicaFailedAndWasRepaired(runs);
    whatWasPromisedIsThere(runs);
    assertThat(ContentReport.read(Command.onlyFolder(runs)).good()).isTrue();
  }

  private static void theSecondReplicaFailedAndWasRepaired(Path runs) throws Exception {
    inOrder(
        runs,
        "Job first succeeded: 1",
        "The replica-creation of MAIL2 starts.",
        "Job second failed: the DPM server was started again.",
        "\"id\":3106,\"level\":\"ERROR\",\"text\":\"The replica of MAIL2 is inconsistent",
        "Job second is run again as consistency-check in 3 minutes.",
        "The consistency-check of MAIL2 starts.",
        "differed from the replica, the first at block",
        "Job second.rerun succeeded",
        "Recovery point MAIL2@full agrees with the snapshot of its job in every block.",
        "Database of MAIL2 in recovery point MAIL2@full: Dirty Shutdown, log required",
        "Job full succeeded");
    assertThat(said(runs, "Recovery point MAIL2@second")).isFalse();
  }

  private static void whatWasPromisedIsThere(Path runs) throws Exception {
    inOrder(
        runs,
        "Recovery point MAIL1@first of MAIL1 is there.",
        "Job second failed",
        "Disk DATABASE of MAIL1 agrees with recovery point MAIL1@first in every block",
        "Database of MAIL1 restored from recovery point MAIL1@first: Dirty Shutdown, log required",
        "Job restore1 succeeded",
        "Job restore2 succeeded");
  }

  private static void inOrder(Path runs, String... texts) throws Exception {
    List<String> events = KilledRun.events(runs);
    int from = 0;
    for (String text : texts) {
      int at = from;
      while (at < events.size() && !events.get(at).contains(text)) {
        at++;
      }
      assertThat(at).as(text + " in\n" + String.join("\n", events)).isLessThan(events.size());
      from = at + 1;
    }
  }

  private static boolean said(Path runs, String text) throws Exception {
    return KilledRun.events(runs).stream().anyMatch(each -> each.contains(text));
  }
}

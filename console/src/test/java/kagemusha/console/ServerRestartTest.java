package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kagemusha.console.testkit.RealProcesses;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The process of the backup server is killed in the middle of a replica creation and started again:
 * what was promised before is there, what was under way has failed and is repaired.
 */
@Tag("multijvm")
@EmulatedCluster(
    by = RealProcesses.class,
    scenario =
        """
        length = 15 min, load = 690 s, quantum = 1 s
        jobs = [
          { name = first,    kind = replica-creation, method = network, vms = [MAIL1], at = 1 min }
          { name = second,   kind = replica-creation, method = network, vms = [MAIL2], at = 135 s }
          { name = full,     kind = express-full,     method = network, vms = [MAIL2], at = 10 min }
          { name = restore1, kind = recovery,         method = network, vms = [MAIL1], at = 12 min }
          { name = restore2, kind = recovery,         method = network, vms = [MAIL2], at = 13 min }
        ]
        """)
class ServerRestartTest {
  @Test
  void nothingThatWasPromisedIsMissing(ClusterBuilder builder) {
    TestCluster cluster =
        builder
            .with(
                "  ${templates.host} { name = NODE3, logical-processors = 4, memory = 8 GiB }", "")
            .with("auto-rerun = 60 min", "auto-rerun = 2 min")
            .with("ship = 90 MB/s", "ship = 30 MB/s")
            .start();
    cluster.runUntil("job.transfer of second").runUntil("job.transfer of second").kill("BACKUP");
    cluster.runToEnd();
    theSecondReplicaFailedAndWasRepaired(cluster);
    whatWasPromisedIsThere(cluster);
    cluster.content().isNotContradicted();
  }

  private static void theSecondReplicaFailedAndWasRepaired(TestCluster cluster) {
    cluster
        .events()
        .says(
            "Job first succeeded: 1",
            "The replica-creation of MAIL2 starts.",
            "Job second failed: the DPM server was started again.",
            "The replica of MAIL2 is inconsistent",
            "Job second is run again as consistency-check in 2 minutes.",
            "The consistency-check of MAIL2 starts.",
            "differed from the replica, the first at block",
            "Job second.rerun succeeded",
            "Recovery point MAIL2@full agrees with the snapshot of its job in every block.",
            "Database of MAIL2 in recovery point MAIL2@full: Dirty Shutdown, log required",
            "Job full succeeded");
    cluster.job("second").failed().alert(3106).madeNoPoint();
    assertThat(List.of("first", "second.rerun", "full", "restore1", "restore2"))
        .allSatisfy(job -> cluster.job(job).succeeded());
  }

  private static void whatWasPromisedIsThere(TestCluster cluster) {
    cluster
        .events()
        .says(
            "Recovery point MAIL1@first of MAIL1 is there.",
            "Job second failed",
            "Disk DATABASE of MAIL1 agrees with recovery point MAIL1@first in every block",
            "Database of MAIL1 restored from recovery point MAIL1@first: Dirty Shutdown, log",
            "Job restore1 succeeded",
            "Job restore2 succeeded");
  }
}

package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import kagemusha.console.testkit.RealProcesses;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process of a host is killed between the pin of its volumes and the snapshot. The cluster
 * takes the volumes over and leaves them in the backup state until the watch runs out, here after
 * four minutes; the job fails, and so does its repetition.
 */
@Tag("multijvm")
@EmulatedCluster(
    by = RealProcesses.class,
    scenario =
        """
        length = 9 min, load = 7 min, quantum = 1 s
        jobs = [
          { name = replica, kind = replica-creation, method = network, vms = [MAIL1], at = 1 min }
        ]
        """)
class HostLossTest {
  @Test
  void theClusterGoesOnWithoutIt(ClusterBuilder builder, @TempDir Path again) throws Exception {
    TestCluster cluster =
        builder
            .with("auto-rerun = 60 min", "auto-rerun = 1 min, agent-timeout = 2 min")
            .with("mount = 2 s", "mount = 2 s, backup-delay-timer = 4 min")
            .start();
    cluster.runUntil("csv.pinned").runUntil("csv.pinned").kill("NODE1").runToEnd();
    cluster
        .events()
        .hasNot("job.snapshot")
        .has(1, "cluster.removed of NODE1")
        .has(2, "5120")
        .has(2, "9002")
        .has(2, "9006")
        .has(2, "csv.released");
    for (String run : List.of("replica", "replica.rerun")) {
      cluster.job(run).failedBecause("Agent NODE1.dpmra is unreachable").madeNoPoint();
    }
    for (String lu : List.of("DATA", "LOGS")) {
      assertThat(cluster.volume(lu).isDirect().owner()).isNotEqualTo("NODE1");
    }
    Repetition.isTheSame(cluster.folder(), again);
  }
}

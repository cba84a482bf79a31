package kagemusha.node;

import java.time.Duration;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;

/** The example of the README. */
@EmulatedCluster(
    scenario =
        """
        jobs = [
          { name = copy, kind = replica-creation, method = network, vms = [MAIL1], at = 2 min }
        ]
        """)
class PauseInBackupTest {
  @Test
  void theBackupFailsAndLeavesNothingBehind(TestCluster cluster) {
    cluster.runUntil("vss.prepare-for-snapshot of copy").runFor(Duration.ofSeconds(1));
    cluster.inject("{ do = pause, on = MAIL1 }").runUntil("job.failed of copy");

    cluster.job("copy").failedBecause("0x800423F3").alert(3106).madeNoPoint();
    cluster.vm("MAIL1").is(VmState.PAUSED).isOn("NODE1");
    cluster.runFor(Duration.ofSeconds(10)).volume("DATA").isDirect();
    cluster.inject("{ do = resume, on = MAIL1 }").runUntil("vm.resumed of MAIL1");
    cluster.invariants();
  }
}

package kagemusha.node;

import java.time.Duration;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Backups of a virtual machine in a small cluster under load, while an administrator does something
 * to it: before the job, in each part of its snapshot set, and while its data is read.
 */
@EmulatedCluster(
    scenario =
        """
        jobs = [
          { name = copy, kind = replica-creation, method = network, vms = [MAIL1], at = 2 min }
          { name = check, kind = consistency-check, method = network, vms = [MAIL1], at = 7 min }
        ]
        """)
class VmBackupTest {
  private static final String DCOM = "10009";

  private static TestCluster asked(TestCluster cluster, String verb) {
    return cluster.inject("{ do = " + verb + ", on = MAIL1 }");
  }

  private static void isGood(TestCluster cluster) {
    cluster.runUntil("job.point-verified of copy");
    cluster.events().hasNot("vss.failed", "job.failed");
  }

  /** The table of the phases: what an operation does depends on the moment alone. */
  @ParameterizedTest
  @CsvSource({
    "vss.prepare-for-snapshot, 1.0, 0x800423F3, true",
    "vss.freeze,               0.5, 0x80042301, false",
    "vss.post-snapshot,        1.0, 0x800423F3, true"
  })
  void theMomentDecides(
      String phase, double later, String error, boolean unreachable, ClusterBuilder builder) {
    for (String verb : new String[] {"pause", "save", "shut-down", "turn-off"}) {
      TestCluster cluster = builder.start().runUntil(phase + " of MAIL1");
      cluster.runFor(Duration.ofMillis((long) (later * 1000)));
      asked(cluster, verb).runUntil("job.failed of copy");
      cluster.events().has("vss.failed of copy");
      cluster.job("copy").failedBecause(error);
      if (unreachable) {
        cluster.events().has(DCOM);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "save", "shut-down", "turn-off"})
  void whoseDataIsBeingReadMayDoWhatItLikes(String verb, TestCluster cluster) {
    cluster.runUntil("vss.ready of MAIL1").runFor(Duration.ofSeconds(2));
    isGood(asked(cluster, verb));
  }

  /** Nothing is left of a set that failed: the next job repairs the replica. */
  @Test
  void theNextBackupIsGood(TestCluster cluster) {
    cluster.runUntil("vss.prepare-for-snapshot of MAIL1").runFor(Duration.ofSeconds(1));
    asked(cluster, "pause").runFor(Duration.ofSeconds(59));
    cluster.job("copy").failedBecause("0x800423F3");
    asked(cluster, "resume").runUntil("vm.resumed of MAIL1").runUntil("job.succeeded of check");
    cluster.job("check").succeeded();
  }

  /** The guest answers in time when it goes on. */
  @Test
  void aShortPauseIsHarmless(TestCluster cluster) {
    cluster.runUntil("vss.prepare-for-snapshot of MAIL1").runFor(Duration.ofSeconds(1));
    asked(cluster, "pause").runFor(Duration.ofSeconds(3));
    cluster.vm("MAIL1").is(VmState.PAUSED);
    isGood(asked(cluster, "resume"));
  }

  /** What the machine is when the job begins decides the method, and each makes a good point. */
  @ParameterizedTest
  @CsvSource({
    "pause,     vm.paused,     Dirty Shutdown, PAUSED",
    "save,      vm.saved,      Dirty Shutdown, SAVED",
    "shut-down, vm.shut-down,  Clean Shutdown, OFF",
    "turn-off,  vm.turned-off, Dirty Shutdown, OFF"
  })
  void aMachineThatDoesNotRunIsBackedUpAllTheSame(
      String verb, String phase, String database, VmState state, TestCluster cluster) {
    asked(cluster.runFor(Duration.ofSeconds(5)), verb).runUntil(phase + " of MAIL1");
    isGood(cluster);
    cluster.content().points(1).databases(1, database);
    cluster.events().hasNot("vss.reverted", "vm.running", "vm.resumed");
    if (verb.equals("pause")) {
      cluster.events().inOrder("vm.paused", "vm.saved", "vm.restored", "vm.paused");
    } else {
      cluster.events().has(1, phase).hasNot("vm.restored");
    }
    cluster.vm("MAIL1").is(state);
  }

  /** Without the component the guest is saved for the snapshot and goes on afterwards. */
  @Test
  void aGuestWithoutTheComponentIsSaved(ClusterBuilder builder) {
    TestCluster cluster =
        builder.with("users = 60", "users = 60, life { integration = false }").start();
    isGood(cluster);
    cluster
        .events()
        .inOrder("vss.prepare-for-snapshot", "vm.saved", "vss.freeze", "vm.restored", "vss.ready");
  }
}

package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import kagemusha.kernel.event.EventRecord;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool runs full under two mail servers, and an administrator finds room for it. */
@EmulatedCluster
class FullPoolTest {
  private static final String POOL_FULL = "1101";
  private static final String POOL_GROWN = "1102";
  private static final String SUSPENDED = "1023";
  private static final String NO_ROOM = VmLifeRules.NO_ROOM + " of MAIL1";
  private static final String GROW = "{ on = LARGE, do = grow-pool }";
  private static final String COPY =
      "{ name = copy, kind = replica-creation, method = network, vms = [MAIL1], at = %d min }";

  private static List<Integer> ids(TestCluster cluster, String of) {
    return cluster.events().all().stream()
        .filter(event -> event.correlation().equals(of))
        .map(EventRecord::id)
        .toList();
  }

  private static TestCluster asked(TestCluster cluster, String verb) {
    return cluster.inject("{ on = MAIL1, do = " + verb + " }");
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  /** Nothing is written while it stands still, and nothing is missing when it has gone on. */
  @ParameterizedTest
  @ValueSource(longs = {1_000, 100})
  void theGuestsStandStillUntilThereIsRoom(long quantumMs, ClusterBuilder builder) {
    TestCluster cluster =
        FullPoolSite.ofLogs(builder).scenario("quantum = %d ms".formatted(quantumMs)).start();
    cluster.runTo(seconds(300));
    assertThat(ids(cluster, "LARGE")).containsExactly(1101);
    assertThat(ids(cluster, "MAIL1")).containsExactly(VmLifeRules.NO_ROOM);
    assertThat(ids(cluster, "MAIL2")).as("needs no page yet").isEmpty();
    int stopped = cluster.vm("MAIL1").is(VmState.PAUSED_CRITICAL).lastLog();

    cluster.runTo(seconds(330)).inject(GROW).runTo(seconds(355)).events().has(1, POOL_GROWN);
    assertThat(cluster.vm("MAIL1").lastLog()).as("room alone is not enough").isEqualTo(stopped);

    asked(cluster.runTo(seconds(360)), "resume").runTo(seconds(500));
    assertThat(ids(cluster, "MAIL1")).containsExactly(VmLifeRules.NO_ROOM, VmLifeRules.RESUMED);
    assertThat(cluster.vm("MAIL1").lastLog()).isGreaterThan(stopped + 20);

    asked(cluster, "shut-down").runUntil("vm.shut-down of MAIL1").runFor(seconds(5));
    cluster.vm("MAIL1").hasCleanDatabase();
  }

  /** A machine that is resumed too early meets the full pool again. */
  @Test
  void resumingWithoutRoomIsInVain(ClusterBuilder builder) {
    TestCluster cluster = FullPoolSite.ofLogs(builder).start().runTo(seconds(310));
    asked(cluster, "save").runTo(seconds(320));
    asked(cluster, "resume").runTo(seconds(330));
    asked(cluster.inject(GROW).runTo(seconds(360)), "resume").runTo(seconds(450));
    assertThat(ids(cluster, "MAIL1"))
        .containsExactly(
            VmLifeRules.NO_ROOM,
            VmLifeRules.REFUSED,
            VmLifeRules.RESUMED,
            VmLifeRules.NO_ROOM,
            VmLifeRules.RESUMED);
    cluster.events().has(1, POOL_FULL).has(1, POOL_GROWN);
  }

  /** What was kept had not been acknowledged, so the store can do without it. */
  @Test
  void aMachineThatIsTurnedOffInsteadRecovers(ClusterBuilder builder) {
    TestCluster cluster = FullPoolSite.ofLogs(builder).start().runTo(seconds(300));
    asked(cluster, "turn-off").runTo(seconds(330)).inject(GROW).runFor(seconds(10));
    asked(cluster, "start").runTo(seconds(600));
    cluster
        .events()
        .inOrder(NO_ROOM, "vm.turned-off of MAIL1", "vm.running of MAIL1", "300", "302");
    cluster.vm("MAIL1").hasDirtyDatabase();
    cluster.invariants();
  }

  @Test
  void aBackupAfterwardsHasACleanRecoveryPoint(ClusterBuilder builder) {
    TestCluster cluster = FullPoolSite.ofLogs(builder).jobs(COPY.formatted(8)).start();
    cluster.runTo(seconds(330)).inject(GROW).runTo(seconds(360));
    asked(cluster, "resume").runUntil("job.succeeded of copy");
    cluster.job("copy").succeeded().madeAPoint();
    cluster.content().points(1).databases(1, "Dirty Shutdown");
  }

  /** It cannot be saved, so the job fails; the machine stands as it stood. */
  @Test
  void aMachineThatStandsStillIsNotBackedUp(ClusterBuilder builder) {
    TestCluster cluster = FullPoolSite.ofLogs(builder).jobs(COPY.formatted(5)).start();
    cluster.runUntil("job.failed of copy").runTo(seconds(500));
    cluster.events().inOrder(NO_ROOM, "vm.refused of MAIL1", "job.failed of copy");
    cluster.job("copy").failed().madeNoPoint();
    cluster.vm("MAIL1").is(VmState.PAUSED_CRITICAL);
    cluster.events().hasNot("vm.resumed of MAIL1", "vm.saved of MAIL1");
  }

  /** The copy needs a page that is not there: the pair is suspended, and the job fails. */
  @Test
  void aFullPoolUnderTheSecondaryVolumesFailsTheJob(ClusterBuilder builder) {
    TestCluster cluster =
        FullPoolSite.ofSecondaryVolumes(builder)
            .scenario("quantum = 500 ms")
            .jobs(
                COPY.formatted(1).replace("network", "shadow-image"),
                "{ name = full, kind = express-full, method = shadow-image, vms = [MAIL1], at = 14 min }")
            .start()
            .runUntil("job.failed of full");
    cluster.job("copy").succeeded().madeAPoint();
    cluster.events().inOrder("job.succeeded of copy", POOL_FULL, SUSPENDED, "job.failed of full");
    cluster.job("full").madeNoPoint();
    cluster.events().hasNot(Integer.toString(VmLifeRules.NO_ROOM));
  }
}

package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.dpm.DpmServer;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Virtual machines that start with nothing but what is on their disks. */
@EmulatedCluster
class ColdStartTest {
  private static ClusterBuilder site(ClusterBuilder builder) {
    return SmallSite.halfAnHour(builder)
        .scenario("load = 30 min")
        .jobs(
            SmallSite.job("replica", "replica-creation", "network", "MAIL1", 3),
            SmallSite.job("recovery", "recovery", "network", "MAIL1", 12));
  }

  private static TestCluster asked(TestCluster cluster, double atMinute, String verb) {
    return at(cluster, atMinute).inject("{ on = MAIL1, do = " + verb + " }");
  }

  private static TestCluster at(TestCluster cluster, double minute) {
    return cluster.runTo(Duration.ofSeconds(Math.round(60 * minute)));
  }

  private static List<Integer> store(TestCluster cluster) {
    return cluster.events().all().stream()
        .filter(event -> event.source().equals("ESE") && event.correlation().equals("MAIL1"))
        .map(EventRecord::id)
        .toList();
  }

  private static double queue(TestCluster cluster, String disk, int fromSecond, int untilSecond) {
    String counter = "\\\\MAIL1\\PhysicalDisk(%s)\\Avg. Disk Queue Length".formatted(disk);
    return cluster
        .counters()
        .mean(counter, Duration.ofSeconds(fromSecond), Duration.ofSeconds(untilSecond));
  }

  /** The recovery point is from under load; users are served again for ten minutes after it. */
  @Test
  void aRestoredMachineStartsAndServes(ClusterBuilder builder) {
    TestCluster cluster =
        site(builder).jobs(SmallSite.job("later", "express-full", "network", "MAIL1", 24)).start();
    asked(cluster, 12.1, "start");
    asked(cluster, 18, "start").runToEnd();
    assertThat(cluster.events().all())
        .filteredOn(event -> event.level() == Level.ERROR)
        .noneMatch(event -> event.source().equals("DPM"));
    cluster.events().has(1, "vm.refused").says("its disks are being restored");
    assertThat(store(cluster)).containsExactly(300, 302);
    assertThat(queue(cluster, "DATABASE", 1300, 1700)).as("clients are served").isPositive();
    cluster.content().databases(3, "");
  }

  /** A replica with a damaged log is restored all the same. */
  @Test
  void aDamagedDatabaseIsNotMounted(ClusterBuilder builder) {
    TestCluster cluster = at(site(builder).start(), 11);
    cluster.tell(
        BackupWiring.serverOf(cluster.topology()),
        new DpmServer.DamageBlock("MAIL1", VhdRole.DATABASE, 0));
    asked(cluster, 18, "start");
    asked(cluster, 26, "shut-down").runUntil("vm.shut-down of MAIL1");
    assertThat(store(cluster)).containsExactly(454);
    assertThat(queue(cluster, "SYSTEM", 1300, 1500)).as("the guest runs").isPositive();
    assertThat(queue(cluster, "DATABASE", 1300, 1500)).as("the store does not").isZero();
  }

  /** What a client may rely on is on disk, whenever the machine ends. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void noAcknowledgedWriteIsLost(long seed, ClusterBuilder builder) {
    TestCluster cluster = builder.seed(seed).start();
    cluster.runTo(Duration.ofMillis(60_000 + seed * 7_919 % 30_000));
    cluster.inject("{ on = MAIL1, do = turn-off }").runFor(Duration.ofSeconds(5));
    assertThat(cluster.vm("MAIL1").acknowledgedLog()).isGreaterThan(20);
    assertThat(cluster.vm("MAIL1").lastLog())
        .isGreaterThanOrEqualTo(cluster.vm("MAIL1").acknowledgedLog());
  }
}

package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kagemusha.backup.BackupWiring;
import kagemusha.csv.CsvVolume;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.event.EventRecord;
import kagemusha.node.audit.Auditor;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * NODE1 dies, which owns the volumes and backs up MAIL1, in the small cluster of three hosts. The
 * run goes on, with all its invariants checked in every tick.
 */
@EmulatedCluster
class HostDeathTest {
  private static final int INSTANTS = 8;
  private static final String PAUSED = "5120";
  private static final String DELAY_EXPIRED = "9006";
  private static final String CLEARED = "9007";
  private static final String ORPHANED = "1004";

  private static ClusterBuilder site(ClusterBuilder builder, String method) {
    return SmallSite.halfAnHour(builder)
        .with("ship = 90 MB/s", "ship = 20 MB/s")
        .jobs(SmallSite.job("replica", "replica-creation", method, "MAIL1", 5));
  }

  private static TestCluster dies(TestCluster cluster, long secondsLater) {
    return cluster.runFor(Duration.ofSeconds(secondsLater)).kill("NODE1");
  }

  /** The moments at which something is logged from shortly before the backup on. */
  private static List<Duration> moments(TestCluster cluster) {
    List<Duration> moments = new ArrayList<>();
    Duration last = Duration.ofSeconds(299);
    for (EventRecord event : cluster.runToEnd().events().all()) {
      Duration at = Duration.ofNanos(event.timeNanos());
      if (at.compareTo(last) > 0 && !event.source().equals(Auditor.SOURCE)) {
        moments.add(at);
        last = at.plusMillis(400);
      }
    }
    return moments;
  }

  /** Right behind eight moments at which something happens, from the first to the last. */
  @ParameterizedTest
  @ValueSource(strings = {"network", "shadow-image"})
  void whateverTheBackupIsDoingTheVolumesAreTakenOver(String method, ClusterBuilder builder) {
    site(builder, method);
    List<Duration> moments = moments(builder.start());
    assertThat(moments).hasSizeGreaterThan(10);
    for (int each = 0; each < INSTANTS; each++) {
      Duration moment = moments.get(each * (moments.size() - 1) / (INSTANTS - 1));
      TestCluster cluster = builder.start().runTo(moment).kill("NODE1");
      cluster.runUntil("cluster.removed of NODE1").runFor(Duration.ofSeconds(30));
      cluster.events().has(1, "cluster.removed").has(2, PAUSED);
      assertThat(cluster.volume("DATA").owner()).isNotEqualTo("NODE1");
      assertThat(cluster.volume("LOGS").owner()).isNotEqualTo("NODE1");
      cluster.invariants();
      Duration from = cluster.now();
      cluster.runFor(Duration.ofMinutes(2));
      String queue = "\\\\MAIL2\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length";
      assertThat(cluster.counters().mean(queue, from, cluster.now())).isPositive();
    }
  }

  /** The snapshot is never made, and nobody says so. */
  @Test
  void theVolumesStayInTheBackupStateUntilTheWatchRunsOut(ClusterBuilder builder) {
    TestCluster cluster =
        site(builder, "network")
            .with("mount = 2 s", "mount = 2 s, backup-delay-timer = 10 min")
            .start();
    Duration pinned = dies(cluster.runUntil("csv.pinned"), 1).events().timeOf("csv.pinned");
    cluster.runUntil(DELAY_EXPIRED).runUntil(DELAY_EXPIRED).runUntil("csv.released");
    assertThat(cluster.events().timeOf(DELAY_EXPIRED))
        .isBetween(pinned.plusSeconds(600), pinned.plusSeconds(617));
    cluster.events().has(2, DELAY_EXPIRED).inOrder(DELAY_EXPIRED, "csv.released");
  }

  @Test
  void anAdministratorClearsTheBackupState(ClusterBuilder builder) {
    TestCluster cluster = dies(site(builder, "network").start().runUntil("csv.pinned"), 1);
    cluster.runFor(Duration.ofSeconds(59));
    cluster.volume("DATA").isRedirected();
    Duration cleared = cluster.now();
    for (String lu : new String[] {"DATA", "LOGS"}) {
      var clear = new CsvVolume.ClearBackupState(BackupWiring.agentOf("NODE2"));
      cluster.tell(CsvWiring.volumeOf(lu), clear);
    }
    cluster.runFor(Duration.ofSeconds(3));
    cluster.events().has(2, CLEARED).hasNot(DELAY_EXPIRED);
    cluster.volume("DATA").isDirect();
    cluster.volume("LOGS").isDirect();
    assertThat(cluster.events().timeOf("csv.released")).isGreaterThan(cleared);
  }

  /** The job fails after five minutes without an answer, and so does its repetition. */
  @ParameterizedTest
  @ValueSource(strings = {"network", "shadow-image"})
  void theServerMissesTheAgent(String method, ClusterBuilder builder) {
    site(builder, method).with("auto-rerun = 60 min", "auto-rerun = 3 min");
    TestCluster cluster = dies(builder.start().runUntil("job.transfer of replica"), 10);
    Duration died = cluster.now();
    cluster.runUntil("job.failed of replica").runUntil("job.failed of replica.rerun");
    for (String run : new String[] {"replica", "replica.rerun"}) {
      cluster.job(run).failedBecause("its agent NODE1.dpmra does not answer").madeNoPoint();
      cluster
          .job(run)
          .failedBecause("Agent NODE1.dpmra is unreachable: it has not answered for 300 s.");
    }
    cluster.job("replica").alert(3106);
    assertThat(cluster.events().timeOf("10009"))
        .isBetween(died.plusSeconds(290), died.plusSeconds(361));
  }

  /** What its host had open at the array is dropped, so that old data is copied no more. */
  @Test
  void theSnapshotsOfADeadHostAreDropped(ClusterBuilder builder) {
    TestCluster cluster = dies(site(builder, "network").start().runUntil("job.snapshot"), 5);
    Duration died = cluster.now();
    cluster.runTo(died.plusMinutes(8)).events().has(ORPHANED);
    String copied = "\\\\ARRAY\\Logical Unit(DATA)\\Copy-on-Write/sec";
    assertThat(cluster.counters().mean(copied, died.plusMinutes(2), cluster.now())).isZero();
  }
}

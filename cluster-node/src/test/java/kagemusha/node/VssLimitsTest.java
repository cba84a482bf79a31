package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A whole cluster under load in which a step of the snapshot takes too long, or a snapshot finds no
 * room: the backup fails with its error, the mail server goes on and loses nothing.
 */
@EmulatedCluster(
    scenario =
        """
        jobs = [
          { name = copy, kind = replica-creation, method = network, vms = [MAIL1], at = 2 min }
        ]
        """)
class VssLimitsTest {
  private static final String DCOM = "10009";
  private static final String VOLSNAP_FULL = "25";

  private static TestCluster failed(TestCluster cluster) {
    cluster.runUntil("job.failed of copy").runFor(Duration.ofMinutes(1));
    cluster.volume("DATA").isDirect();
    cluster.volume("LOGS").isDirect();
    return cluster;
  }

  /** Each limit in the guest or on the host; the volumes are released and the store writes on. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          metadata = 1 s | metadata = 61 s | GATHER_WRITER_METADATA | 0x800423F2 | false
          guest = 15 min | guest = 1 s     | PREPARE_FOR_SNAPSHOT   | 0x800423F3 | true
          commit = 0.5 s | commit = 11 s   | PREPARE_FOR_SNAPSHOT   | 0x800423F3 | false
          freeze = 1 s   | freeze = 61 s   | FREEZE                 | 0x800423F2 | false
          mount = 1.5 s  | mount = 11 min  | POST_SNAPSHOT          | 0x800423F2 | false
          """)
  void aStepThatIsTooSlowFailsTheBackupAndNothingElse(
      String step, String slow, String phase, String code, boolean dcom, ClusterBuilder builder) {
    TestCluster cluster = failed(builder.with(step, slow).start());
    cluster.job("copy").failedBecause(phase).failedBecause(code);
    cluster.events().has("csv.released").has(dcom ? 1 : 0, DCOM);
    assertThat(cluster.vm("MAIL1").lastLog()).isGreaterThan(100);
  }

  /** The first copy for which the diff area has no room ends the snapshot, and the job with it. */
  @Test
  void aFullDiffAreaKillsTheRunningBackup(ClusterBuilder builder) {
    TestCluster cluster =
        failed(
            builder
                .with(
                    "CTL0, csv = true }   # and diff-area-max",
                    "CTL0, csv = true, diff-area-max = 320 MiB } #")
                .with(
                    "database-writes-per-user-second = 0.0540",
                    "database-writes-per-user-second = 1")
                .with("changed-set = 2 MB", "changed-set = 200 MB")
                .scenario("vm-data = 21 GB")
                .start());
    cluster.job("copy").failedBecause("0x8004231F").failedBecause("READY");
    cluster.events().inOrder("vss.ready", VOLSNAP_FULL, "csv.released");
    cluster.runTo(Duration.ofMinutes(10));
    assertThat(cluster.vm("MAIL1").lastLog()).isGreaterThan(1_000);
  }
}

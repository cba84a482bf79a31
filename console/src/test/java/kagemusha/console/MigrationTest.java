package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import kagemusha.console.testkit.RealProcesses;
import kagemusha.node.VmState;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A virtual machine under load goes from one process to another: its actor is gone here and alive
 * there, all that it counts goes on, and every request of its users is answered once.
 */
@Tag("multijvm")
@EmulatedCluster(
    by = RealProcesses.class,
    scenario =
        """
        length = 6 min, load = 5 min, quantum = 500 ms
        injections = [ { do = live-migrate, on = MAIL1, to = NODE3, at = 2 min } ]
        """)
class MigrationTest {
  @Test
  void aLoadedGuestGoesOnInAnotherProcess(ClusterBuilder builder, @TempDir Path again)
      throws Exception {
    TestCluster cluster = builder.with("users = 60", "users = 300").start();
    cluster.runUntil("migration.begins of MAIL1").vm("MAIL1").isOn("NODE1").is(VmState.RUNNING);
    cluster.runUntil("migration.complete of MAIL1").runFor(Duration.ofSeconds(1));
    cluster.vm("MAIL1").isOn("NODE3").is(VmState.RUNNING);
    cluster.runToEnd().invariants();
    cluster.close();

    everyRequestIsAnsweredOnce(statistics(cluster.folder()));
    itsCountersGoOn(cluster.folder());
    itTakesWhatTheFormulaSays(MigrationReport.read(cluster.folder(), cluster.topology()));
    Repetition.isTheSame(cluster.folder(), again);
  }

  private static JsonNode statistics(Path run) throws Exception {
    return new ObjectMapper().readTree(run.resolve(RunFolder.SUMMARY).toFile()).get("statistics");
  }

  private static long sum(JsonNode statistics, String format, String... of) {
    return Arrays.stream(of)
        .mapToLong(each -> statistics.get(format.formatted(each)).asLong())
        .sum();
  }

  private static void everyRequestIsAnsweredOnce(JsonNode figures) {
    String[] clients = {"PC1", "PC2"};
    String[] servers = {"MAIL1", "MAIL2"};
    long sent = sum(figures, "LoadGen (%s) sent tasks", clients);
    assertThat(sent).isGreaterThan(1_000);
    assertThat(sum(figures, "LoadGen (%s) answered tasks", clients)).isEqualTo(sent);
    assertThat(sum(figures, "LoadGen (%s) failed tasks", clients)).isZero();
    assertThat(sum(figures, "LoadGen (%s) late answers", clients)).isZero();
    assertThat(sum(figures, "Mail tasks (%s) arrived", servers)).isEqualTo(sent);
    assertThat(sum(figures, "Mail tasks (%s) answered", servers)).isEqualTo(sent);
    assertThat(sum(figures, "Mail tasks (%s) lost", servers)).isZero();
  }

  /** A counter of rates that had a gap, or began anew on the other host, would miss some calls. */
  private static void itsCountersGoOn(Path run) throws Exception {
    CounterTable counters = new CounterTable(run);
    double[] rates = counters.column("\\\\MAIL1\\MSExchangeIS Mailbox(_Total)\\RPC Operations/sec");
    double ended = sum(statistics(run), "Mail calls (%s) ended", "MAIL1");
    assertThat(Arrays.stream(rates).sum() * 10).isCloseTo(ended, within(0.001));
    double[] queue = counters.column("\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length");
    assertThat(queue).hasSize(36).doesNotContain(Double.NaN);
    assertThat(Arrays.stream(queue, 17, 29).min().orElseThrow())
        .as("on the other host")
        .isPositive();
  }

  private static void itTakesWhatTheFormulaSays(MigrationReport report) {
    List<MigrationReport.Row> rows = report.rows();
    assertThat(rows).hasSize(1);
    MigrationReport.Row row = rows.get(0);
    assertThat(row.migrated().passes()).isEqualTo(row.formula().passes()).isEqualTo(3);
    assertThat(row.brownOutRatio()).isCloseTo(1, within(0.1));
    assertThat(row.blackOutRatio()).isCloseTo(1, within(0.1));
  }
}

package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import kagemusha.backup.BackupWiring;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.event.EventRecord;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores of MAIL1, which runs on NODE1 with disks on DATA and LOGS, and what follows. */
@EmulatedCluster
class RestorePlacesTest {
  private static final String RESTORED_ELSEWHERE = "9108";
  private static final String OFFLINE = "21502";

  private static String recovery(String name, int atMinute, String more) {
    return "  { name = %s, kind = recovery, method = network, vms = [MAIL1], at = %d min, %s }\n"
        .formatted(name, atMinute, more);
  }

  private static ClusterBuilder site(ClusterBuilder builder, String... recoveries) {
    return SmallSite.halfAnHour(builder)
        .jobs(SmallSite.job("replica", "replica-creation", "network", "MAIL1", 5))
        .jobs(recoveries);
  }

  /** The users go on while a copy of their server is made next to it, by another host. */
  @Test
  void aCopyIsRestoredByAnotherHostWhileTheOriginalRuns(ClusterBuilder builder) {
    TestCluster cluster =
        site(builder, recovery("copy", 12, "to { host = NODE2, lu = LOGS }")).start();
    cluster.runUntil("job.succeeded of copy");
    cluster.content().restoredDisks(3).databases(2, "Shutdown");
    long first = wiring().reservedBlocks(wiring().luNumber("LOGS"));
    EventRecord copy = cluster.events().first(RESTORED_ELSEWHERE);
    assertThat(copy.machine()).isEqualTo("NODE2");
    assertThat(copy.text())
        .isEqualTo(
            "A copy of MAIL1 is on LOGS at block "
                + first
                + "; it is registered here, outside the cluster.");
    cluster.events().hasNot("cluster.resource-failed");
    cluster.vm("MAIL1").is(VmState.RUNNING).isOn("NODE1");
    Duration end = cluster.now();
    String queue = "\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length";
    assertThat(cluster.counters().mean(queue, end.minusMinutes(1), end))
        .as("it was not turned off")
        .isPositive();
  }

  private static BackupWiring wiring() {
    return new BackupWiring(TopologyReader.bundled("small"), Map.of());
  }

  @Test
  void singleDisksGoBehindWhatIsThereAlready(ClusterBuilder builder) {
    TestCluster cluster =
        site(
                builder,
                recovery("one", 12, "to { host = NODE2, lu = LOGS }, items = [database]"),
                recovery("two", 18, "to { host = NODE3, lu = LOGS }, items = [log, system]"))
            .start();
    cluster.runUntil("job.succeeded of one").runUntil("job.succeeded of two");
    cluster.content().restoredDisks(3);
    assertThat(cluster.events().texts("job.restore-verified"))
        .extracting(text -> text.split(" ")[1])
        .containsExactly("DATABASE", "SYSTEM", "LOG");
    List<String> places = cluster.events().texts(RESTORED_ELSEWHERE);
    assertThat(places).hasSize(2).allMatch(text -> text.startsWith("Single disks of MAIL1 are on"));
    assertThat(places.get(1)).isNotEqualTo(places.get(0));
  }

  /** On DATA only a gigabyte is left beside what its virtual disks may take. */
  @Test
  void withoutRoomNothingIsTouched(ClusterBuilder builder) {
    TestCluster cluster =
        site(
                builder,
                recovery("copy", 12, "to { host = NODE2, lu = DATA }"),
                recovery("original", 20, "bring-online-after = 1 min"))
            .scenario("load = 10 min")
            .start()
            .runUntil("job.succeeded of original");
    cluster.job("copy").failedBecause("Job copy failed: there is no room.");
    cluster.job("replica").succeeded();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theConfigurationResourceIsFailedUntilItIsBroughtOnline(
      boolean operator, ClusterBuilder builder) {
    String job =
        operator
            ? recovery("restore", 12, "bring-online-after = 2 min")
            : SmallSite.job("restore", "recovery", "network", "MAIL1", 12);
    TestCluster cluster = site(builder, job).scenario("load = 10 min").start().runToEnd();
    cluster.job("restore").succeeded();
    cluster.content().restoredDisks(3);
    cluster.events().has(1, "cluster.resource-failed").has(1, OFFLINE);
    if (operator) {
      assertThat(cluster.events().first("cluster.resource-online").text())
          .isEqualTo("Resource 'MAIL1 Configuration' of group 'MAIL1' is online again.");
      assertThat(cluster.events().timeOf("cluster.resource-online"))
          .isGreaterThan(cluster.events().timeOf("cluster.resource-failed").plusMinutes(2));
    } else {
      cluster.events().hasNot("cluster.resource-online");
    }
  }

  /** What is restored elsewhere does not lie on a virtual disk. */
  @ParameterizedTest
  @ValueSource(strings = {"small", "paper"})
  void theFreeRoomBeginsBehindTheVirtualDisks(String name) {
    Topology topology = TopologyReader.bundled(name);
    BackupWiring wiring = new BackupWiring(topology, Map.of());
    VhdLayout layout = new VhdLayout(topology);
    for (int lu = 0; lu < topology.array().lus().size(); lu++) {
      int number = lu;
      long end =
          layout.all().stream()
              .filter(place -> place.lu() == number)
              .mapToLong(place -> place.firstBlock() + place.chunks() * VhdLayout.CHUNK_BLOCKS)
              .max()
              .orElse(256);
      assertThat(wiring.reservedBlocks(lu)).isEqualTo(end);
    }
  }
}

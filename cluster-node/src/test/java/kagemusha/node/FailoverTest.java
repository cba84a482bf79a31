package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kagemusha.kernel.event.EventRecord;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NODE1 dies, on which MAIL1 runs, in the small cluster of three hosts. */
@EmulatedCluster
class FailoverTest {
  private static final String REMOVED = "cluster.removed";
  private static final String MOVES = "1153";
  private static final String STOPPED = "1177";
  private static final String JOINED = "1062";
  private static final Pattern LOGS = Pattern.compile("log writes (\\d+) to (\\d+)");

  private static ClusterBuilder site(ClusterBuilder builder) {
    return SmallSite.halfAnHour(builder).scenario("load = 15 min");
  }

  /** Up to which log write the machine was recovered, on another host. */
  private static int recovered(TestCluster cluster, String host, String vm) {
    EventRecord recovery = cluster.events().first("300 of " + vm);
    assertThat(recovery.machine()).isNotEqualTo(host);
    Matcher logs = LOGS.matcher(recovery.text());
    assertThat(logs.find()).as(recovery.text()).isTrue();
    return Integer.parseInt(logs.group(2));
  }

  /** What clients had been told is there, whenever the host dies. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noAcknowledgedWriteIsLost(long seed, ClusterBuilder builder) {
    TestCluster cluster = site(builder).seed(seed).start();
    cluster.runTo(Duration.ofMillis(60_000 + seed * 7_919 % 30_000));
    int acknowledged = cluster.vm("MAIL1").acknowledgedLog();
    cluster.kill("NODE1").runTo(Duration.ofSeconds(800));
    cluster.events().has(1, REMOVED).has(1, MOVES);
    assertThat(cluster.events().first("cluster.resource-online").correlation()).isEqualTo("MAIL1");
    assertThat(acknowledged).isGreaterThan(20);
    assertThat(recovered(cluster, "NODE1", "MAIL1")).isGreaterThanOrEqualTo(acknowledged);
    String queue = "\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length";
    assertThat(cluster.counters().mean(queue, Duration.ofSeconds(500), Duration.ofSeconds(800)))
        .as("clients are served")
        .isPositive();
  }

  /**
   * NODE1 and the others do not hear each other for two minutes; both sides reach the array. The
   * two stay, NODE1 stops; it comes back and has no machine any more.
   */
  @Test
  void aHostThatIsCutOffStopsAndComesBack(ClusterBuilder builder) {
    TestCluster cluster = site(builder).start().runTo(Duration.ofMinutes(2));
    cluster.inject("{ do = partition, on = NODE1, network = lan, for = 2 min }");
    nothingIsLost(cluster, "NODE1", "MAIL1");
    assertThat(subjects(cluster, REMOVED)).containsExactly("NODE1");
    assertThat(machines(cluster, STOPPED)).containsExactly("NODE1");
    assertThat(subjects(cluster, JOINED)).containsExactly("NODE1");
    assertThat(cluster.events().timeOf(JOINED))
        .isBetween(Duration.ofSeconds(240), Duration.ofSeconds(265));
  }

  /** NODE1 holds the witness: it stays, whoever complains first, and NODE2 stops its machine. */
  @ParameterizedTest
  @ValueSource(strings = {"out", "in", "both"})
  void ofTwoHostsTheOneWithTheWitnessStays(String direction, ClusterBuilder builder) {
    TestCluster cluster =
        site(builder)
            .with(
                "  ${templates.host} { name = NODE3, logical-processors = 4, memory = 8 GiB }\n",
                "")
            .start()
            .runTo(Duration.ofMinutes(2));
    cluster.inject(
        "{ do = partition, on = NODE1, to = NODE2, network = lan, direction = %s, for = 2 min }"
            .formatted(direction));
    nothingIsLost(cluster, "NODE2", "MAIL2");
    assertThat(subjects(cluster, REMOVED)).containsExactly("NODE2");
    assertThat(machines(cluster, STOPPED)).containsExactly("NODE2");
    assertThat(subjects(cluster, MOVES)).containsExactly("MAIL2");
    cluster.events().has(1, JOINED);
  }

  private static List<String> subjects(TestCluster cluster, String event) {
    return cluster.events().of(event).stream().map(EventRecord::correlation).toList();
  }

  private static List<String> machines(TestCluster cluster, String event) {
    return cluster.events().of(event).stream().map(EventRecord::machine).toList();
  }

  /**
   * The machine recovers elsewhere what it had acknowledged when it left its host, and its disks
   * are right ten minutes later.
   */
  private static void nothingIsLost(TestCluster cluster, String host, String vm) {
    int acknowledged = 0;
    while (cluster.vm(vm).host().equals(Optional.of(host))) {
      acknowledged = cluster.vm(vm).acknowledgedLog();
      cluster.runFor(Duration.ofMillis(500));
    }
    cluster.runFor(Duration.ofMinutes(10));
    assertThat(acknowledged).isPositive();
    assertThat(recovered(cluster, host, vm)).isGreaterThanOrEqualTo(acknowledged);
    assertThat(cluster.vm(vm).lastLog()).isGreaterThan(recovered(cluster, host, vm));
  }
}

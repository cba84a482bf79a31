package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import kagemusha.kernel.event.EventRecord;
import kagemusha.node.injection.InjectionEvents;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What befalls the parts of a small site, one mechanism after another. */
@EmulatedCluster
class FaultInjectionTest {
  private static final int MOMENTS = 3;

  private static ClusterBuilder site(ClusterBuilder builder) {
    return SmallSite.halfAnHour(builder)
        .scenario("load = 23 min")
        .with("ship = 90 MB/s", "ship = 20 MB/s")
        .with("auto-rerun = 60 min", "auto-rerun = 7 min")
        .jobs(SmallSite.job("replica", "replica-creation", "network", "MAIL1", 5));
  }

  private static TestCluster at(double minute, TestCluster cluster) {
    return cluster.runTo(seconds(60 * minute));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (1000 * seconds));
  }

  private static double mean(TestCluster cluster, String counter, int from, int until) {
    return cluster.counters().mean(counter, seconds(from), seconds(until));
  }

  private static List<String> touches(TestCluster cluster) {
    return cluster.events().texts(Integer.toString(InjectionEvents.TOUCHED)).stream()
        .map(text -> text.replaceFirst(".*touched: ", ""))
        .toList();
  }

  /** Whatever the agent was doing: the job fails, and its repetition is good. */
  @Test
  void anAgentThatDiesAndComesBack(ClusterBuilder builder) {
    TestCluster undisturbed = site(builder).start().runUntil("job.succeeded");
    Duration ends = undisturbed.events().timeOf("job.succeeded").minusSeconds(4);
    List<Duration> moments =
        undisturbed.events().all().stream()
            .map(event -> Duration.ofNanos(event.timeNanos()))
            .filter(moment -> moment.compareTo(seconds(299)) > 0 && moment.compareTo(ends) < 0)
            .toList();
    for (int i = 0; i < MOMENTS; i++) {
      Duration moment = moments.get(i * (moments.size() - 1) / (MOMENTS - 1)).plusMillis(700);
      TestCluster cluster = builder.start().runTo(moment);
      cluster.inject("{ do = kill-agent, on = NODE1, for = 30 s }");
      cluster.runUntil("job.failed").runUntil("job.disk-verified").runUntil("job.succeeded");
      assertThat(touches(cluster)).as("at %s", moment).containsExactly("run replica.");
    }
  }

  /** Nobody starts it again: the server misses it after five minutes. */
  @Test
  void anAgentThatStaysDead(ClusterBuilder builder) {
    TestCluster cluster =
        site(builder)
            .injections("{ do = kill-agent, on = owner, when = \"job replica >= 30 %\" }")
            .start()
            .runToEnd();
    cluster.events().has("9134", "10009").hasNot("job.succeeded");
    assertThat(cluster.events().first("job.failed").text())
        .contains("its agent NODE1.dpmra does not answer");
    cluster.job("replica").alert(3106);
  }

  /** A step longer than its limit fails the set; one that is a little longer does not. */
  @ParameterizedTest
  @CsvSource({
    "NODE1, vss.commit-snapshots, 'delay = 11 s', 0x80042314",
    "NODE1, vss.commit-snapshots, 'delay = 2 s', ''",
    "NODE1, vss.freeze, 'factor = 70', 0x800423F2",
    "MAIL1, guest-vss.freeze, 'delay = 21 s', 0x800423F3",
    "MAIL1, guest-vss.freeze, 'factor = 1.5', ''"
  })
  void aStepThatIsSlow(String who, String step, String how, String error, ClusterBuilder builder) {
    TestCluster cluster = at(1, site(builder).start());
    cluster.inject("{ do = slow-step, on = %s, step = %s, %s }".formatted(who, step, how));
    if (error.isEmpty()) {
      cluster.runUntil("job.succeeded").events().hasNot("vss.failed");
    } else {
      cluster.runUntil("vss.failed");
      assertThat(cluster.events().first("vss.failed").text()).contains(error);
    }
    assertThat(touches(cluster)).isNotEmpty();
  }

  /** What others own goes through the owner, what the host owns waits until the path is back. */
  @ParameterizedTest
  @CsvSource({"NODE2, MAIL2, 5121", "NODE1, MAIL1, 5120"})
  void aHostWithoutAPathToTheArray(String host, String guest, int event, ClusterBuilder builder) {
    TestCluster cluster = at(15, site(builder).start());
    at(20.5, cluster.inject("{ do = path-loss, on = %s, for = 2 min }".formatted(host)));
    assertThat(cluster.events().all())
        .filteredOn(each -> each.correlation().equals("path of " + host))
        .extracting(EventRecord::id)
        .containsExactly(event, event, 9016);
    assertThat(touches(cluster)).hasSize(2).last().asString().contains("I/Os without a path");
    String sent = "\\\\%s\\Cluster Shared Volumes(DATA)\\Redirected Reads/sec".formatted(host);
    assertThat(mean(cluster, sent, 1035, 1200)).isZero();
    if (event == 5121) {
      assertThat(mean(cluster, sent, 905, 1015)).isPositive();
    } else {
      String queue = "\\\\%s\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length".formatted(guest);
      assertThat(mean(cluster, queue, 1035, 1200)).isPositive();
    }
  }

  /** A drive that fails: its reads are done by others, a spare is rebuilt, and all is well. */
  @ParameterizedTest
  @CsvSource({"MIRROR", "PARITY"})
  void aDriveThatFails(String group, ClusterBuilder builder) {
    TestCluster cluster = at(2, site(builder).start());
    cluster.inject("{ do = fail-disk, on = %s, rebuild = 60 MB/s }".formatted(group));
    cluster.runUntil("1112").events().has("1111", "job.succeeded").hasNot("job.failed");
    assertThat(cluster.events().timeOf("1112").minus(cluster.events().timeOf("1111")))
        .as("36 GB at 60 MB/s")
        .isBetween(seconds(600), seconds(1200));
    assertThat(touches(cluster)).isNotEmpty();
  }

  /** A snapshot that finds no room is dropped, and its job with it; the repetition is good. */
  @ParameterizedTest
  @CsvSource({"fill-diff-area, DATA, job.transfer", "fill-pool, FAST, job.preparing"})
  void noRoomForASnapshot(String verb, String on, String when, ClusterBuilder builder) {
    TestCluster cluster =
        site(builder)
            .injections("{ do = %s, on = %s, when = %s, for = 5 min }".formatted(verb, on, when))
            .start()
            .runUntil("job.failed");
    cluster.runUntil("job.disk-verified").events().has("25");
    assertThat(touches(cluster)).isNotEmpty();
  }

  @Test
  void aDriveThatIsSlow(ClusterBuilder builder) {
    String queue = "\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length";
    TestCluster cluster = at(15, site(builder).start());
    at(22, cluster.inject("{ do = slow-disk, on = MIRROR, factor = 8, for = 3 min }"));
    assertThat(mean(cluster, queue, 910, 1075))
        .isGreaterThan(1.5 * mean(cluster, queue, 1090, 1300));
    assertThat(touches(cluster)).hasSize(2);
  }

  /** A path failover, then writes take half a turn (3 ms) and more of the later of two drives. */
  @Test
  void aControllerThatFails(ClusterBuilder builder) {
    String writes = "\\\\ARRAY\\Logical Unit(DATA)\\Avg. Write Response ms";
    String other =
        """
        name = CTL1, cache = 2 GiB, write-pending-limit = 70 %, front-end-service = 0.05 ms
              front-end-latency = 0.75 ms, cross-access = 0.1 ms, destage-interval = 1 s
              read-hit-ratio = 10 %, prefetch = 0 KiB
            }
            {
              name = CTL0""";
    TestCluster cluster = at(15, site(builder).with("name = CTL0", other).start());
    cluster.inject("{ do = fail-controller, on = CTL0, for = 3 min }").runToEnd();
    assertThat(mean(cluster, writes, 600, 890)).as("in the cache").isBetween(0.8, 1.0);
    assertThat(mean(cluster, writes, 970, 1070)).as("on the drives").isBetween(5.0, 15.0);
    assertThat(mean(cluster, writes, 1150, 1390)).as("in the cache again").isBetween(0.8, 1.0);
    cluster.events().has("1113", "1114");
    assertThat(touches(cluster)).hasSize(2).last().asString().contains("written through in all");
    assertThat(cluster.figure("failed tasks")).isZero();
  }
}

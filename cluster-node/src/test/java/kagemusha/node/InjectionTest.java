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

/** What a scenario does to a small cluster, when it does it and to whom. */
@EmulatedCluster
class InjectionTest {
  private static final String TRIGGERED = Integer.toString(InjectionEvents.TRIGGERED);
  private static final String BEGUN = Integer.toString(InjectionEvents.BEGUN);
  private static final String ENDED = Integer.toString(InjectionEvents.ENDED);
  private static final String TOUCHED = Integer.toString(InjectionEvents.TOUCHED);
  private static final String REFUSED = Integer.toString(InjectionEvents.REFUSED);
  private static final String PASSED_OVER = Integer.toString(InjectionEvents.PASSED_OVER);
  private static final String NOBODY = Integer.toString(InjectionEvents.NOBODY);

  private static TestCluster site(ClusterBuilder builder, String... injections) {
    return SmallSite.halfAnHour(builder)
        .jobs(SmallSite.job("replica", "replica-creation", "network", "MAIL1", 5))
        .injections(injections)
        .start();
  }

  private static Duration minutes(int minutes) {
    return Duration.ofMinutes(minutes);
  }

  /** A phase of the host's snapshot and a guest on that host: no time passes between them. */
  @Test
  void aPhaseOnTheSameMachineIsMetAtItsExactTime(ClusterBuilder builder) {
    TestCluster cluster =
        site(builder, "{ do = pause, on = \"MAIL1\", when = \"vss.freeze of MAIL1\", for = 20 s }")
            .runTo(minutes(10));
    EventRecord freeze = cluster.events().first("vss.freeze of replica");
    EventRecord begun = cluster.events().has(1, TRIGGERED).first(BEGUN);
    assertThat(begun.timeNanos()).isEqualTo(freeze.timeNanos());
    assertThat(begun.machine()).isEqualTo(freeze.machine());
    assertThat(begun.text()).isEqualTo("Injection 1, line 15: pause on MAIL1.");
    assertThat(cluster.events().texts(TOUCHED))
        .containsExactly("Injection 1, line 15: touched: MAIL1, pause done.");
    assertThat(cluster.events().timeOf(ENDED))
        .isEqualTo(cluster.events().timeOf(BEGUN).plusSeconds(20));
    assertThat(cluster.events().timeOf("vm.resumed"))
        .isGreaterThan(cluster.events().timeOf("vm.paused"));
    assertThat(cluster.events().first("vss.failed").text()).as("the set fails").contains("failed");
  }

  /** The owner is known at the array, the machine in backup at the backup server. */
  @Test
  void selectorsAreResolvedWhereTheyAreKnown(ClusterBuilder builder) {
    TestCluster cluster =
        site(
                builder,
                "{ do = pause, on = vm in backup, when = job.snapshot, after = 2 s }",
                "{ do = pause, on = vm in backup, at = 20 min }",
                "{ do = resume, on = random, at = 21 min }")
            .runTo(minutes(22));
    List<String> begun = cluster.events().has(2, BEGUN).texts(BEGUN);
    assertThat(begun.get(0)).endsWith("pause on MAIL1.");
    Duration snapshot = cluster.events().timeOf("job.snapshot");
    assertThat(cluster.events().timeOf(BEGUN))
        .as("two seconds and two hops")
        .isBetween(snapshot.plusSeconds(2), snapshot.plusMillis(3_100));
    assertThat(cluster.events().first(NOBODY).text())
        .endsWith("there is nobody who is vm in backup.");
    assertThat(begun.get(1)).matches(".*resume on MAIL[12]\\.");
  }

  @Test
  void progressAndCountsAreToldByThoseWhoKnow(ClusterBuilder builder) {
    TestCluster cluster =
        site(
                builder,
                "{ do = pause, on = MAIL2, when = \"job replica >= 50 %\", for = 10 s }",
                "{ do = pause, on = MAIL2, when = \"redirected I/Os >= 100\", for = 1 s }")
            .runUntil("job.succeeded of replica");
    cluster.events().has(1, TRIGGERED + " of 1").has(1, TRIGGERED + " of 2");
    Duration begins = cluster.events().timeOf("job.transfer");
    Duration takes = cluster.events().timeOf("job.succeeded").minus(begins);
    assertThat(cluster.events().timeOf(TRIGGERED + " of 1"))
        .isBetween(
            begins.plus(takes.multipliedBy(3).dividedBy(10)),
            begins.plus(takes.multipliedBy(7).dividedBy(10)));
  }

  @Test
  void whatIsRefusedAndWhatChanceForbidsIsSaid(ClusterBuilder builder) {
    TestCluster cluster =
        site(
                builder,
                "{ do = resume, on = MAIL1, at = 1 min }",
                "{ do = pause, on = MAIL1, at = 2 min, probability = 0 % }")
            .runTo(minutes(3));
    assertThat(cluster.events().first(REFUSED).text())
        .isEqualTo("Injection 1, line 15: refused: it is running.");
    cluster.events().has(1, PASSED_OVER).hasNot(TOUCHED);
  }

  /** Twenty throws: the same with the same seed, others with another one. */
  @Test
  void chanceComesFromTheSeed(ClusterBuilder builder) {
    for (int second = 1; second <= 20; second++) {
      builder.injections(
          "{ do = resume, on = random, at = %d s, probability = 50 %% }".formatted(second));
    }
    List<EventRecord> one = thrown(builder.seed(1));
    List<EventRecord> other = thrown(builder.seed(2));
    assertThat(thrown(builder.seed(1))).isEqualTo(one);
    assertThat(other).isNotEqualTo(one);
  }

  private static List<EventRecord> thrown(ClusterBuilder builder) {
    TestCluster cluster = builder.start().runTo(Duration.ofSeconds(25));
    assertThat(cluster.events().count(PASSED_OVER)).isBetween(4, 16);
    assertThat(cluster.events().of(BEGUN))
        .extracting(EventRecord::machine)
        .contains("NODE1", "NODE2");
    return cluster.events().all();
  }

  /** A phase that comes again is met as often as is wanted. */
  @Test
  void aPhaseComesAgain(ClusterBuilder builder) {
    builder.jobs(SmallSite.job("express", "express-full", "network", "MAIL1", 15));
    TestCluster cluster =
        site(builder, "{ do = pause, on = MAIL2, when = vss.ready, times = 2, for = 1 s }");
    cluster.runUntil("job.succeeded of express").events().has(2, BEGUN).has(2, ENDED);
  }

  /** A network fault begins a quantum later, touches what is sent, and ends or is healed. */
  @Test
  void networksFailAndHeal(ClusterBuilder builder) {
    TestCluster cluster =
        site(
                builder,
                "{ do = delay, on = NODE1, network = lan, delay = 30 ms, at = 2 min, for = 1 min }",
                "{ do = partition, on = NODE3, network = lan, at = 4 min }",
                "{ do = heal, on = NODE3, at = 4.5 min }")
            .runTo(minutes(5));
    assertThat(network(cluster, "injection 1 on NODE1"))
        .contains(Duration.ofMillis(120_500), Duration.ofMillis(180_500));
    assertThat(network(cluster, "injection 2 on NODE3")).contains(Duration.ofMillis(270_500));
  }

  private static List<Duration> network(TestCluster cluster, String fault) {
    return cluster.events().all().stream()
        .filter(event -> event.source().equals("Network") && event.correlation().equals(fault))
        .map(event -> Duration.ofNanos(event.timeNanos()))
        .toList();
  }
}

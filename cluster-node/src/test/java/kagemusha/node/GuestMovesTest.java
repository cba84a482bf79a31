package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kagemusha.kernel.event.EventRecord;
import kagemusha.node.injection.InjectionEvents;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;

/**
 * MAIL1 changes its host under load, in the small cluster. All invariants are checked in every
 * tick: that every I/O that was issued is in flight or back, that every request that arrived is in
 * hand or answered.
 */
@EmulatedCluster
class GuestMovesTest {
  private static final String QUEUE = "\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length";
  private static final String MEMORY = "\\Memory\\Available MBytes";
  private static final Duration QUANTUM = Duration.ofMillis(500);
  private static final String COMPLETE = "migration.complete";
  private static final String BLACK_OUT = "migration.black-out";
  private static final String GIVEN_UP = "migration.given-up";
  private static final String FAILED_TASKS = "failed tasks";

  private static TestCluster migrates(TestCluster cluster, String vm, int atSecond, String to) {
    return asked(cluster, vm, atSecond, "live-migrate, to = " + to);
  }

  private static TestCluster asked(TestCluster cluster, String vm, int atSecond, String verb) {
    return cluster.runTo(seconds(atSecond)).inject("{ on = %s, do = %s }".formatted(vm, verb));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  private static double figure(TestCluster cluster, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(cluster.events().first(COMPLETE).text());
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private static double mean(TestCluster cluster, String counter, int from, int until) {
    return cluster.counters().mean(counter, seconds(from), seconds(until));
  }

  private static List<String> machines(TestCluster cluster, String event) {
    return cluster.events().of(event).stream().map(EventRecord::machine).toList();
  }

  private static List<String> vms(TestCluster cluster, String event) {
    return cluster.events().of(event).stream().map(EventRecord::correlation).toList();
  }

  @Test
  void everythingGoesOnOnTheOtherHost(ClusterBuilder builder) {
    TestCluster stays = SmallSite.halfAnHour(builder).start().runTo(seconds(1400));
    TestCluster moves = migrates(builder.start(), "MAIL1", 400, "NODE2").runToEnd();
    assertThat(machines(moves, BLACK_OUT)).containsExactly("NODE1");
    assertThat(machines(moves, "migration.resumed")).containsExactly("NODE2");
    assertThat(moves.figure(FAILED_TASKS)).isZero();
    moves.events().hasNot(Integer.toString(GuestSystem.REQUESTS_LOST));
    assertThat(mean(moves, QUEUE, 460, 1400) / mean(stays, QUEUE, 460, 1400)).isBetween(0.8, 1.25);
    assertThat(mean(moves, "\\\\NODE1" + MEMORY, 460, 1400))
        .isEqualTo(mean(stays, "\\\\NODE1" + MEMORY, 460, 1400) + 4096);
    assertThat(mean(moves, "\\\\NODE2" + MEMORY, 460, 1400))
        .isEqualTo(mean(stays, "\\\\NODE2" + MEMORY, 460, 1400) - 4096);
  }

  /**
   * 4 GiB over 1 Gbit/s of which 90 % get through, 20 MB/s of changes: 38.2 s, 6.8 s, 1.2 s, then
   * 24 MB are left.
   */
  @Test
  void brownOutAndBlackOutFollowTheFormula(ClusterBuilder builder) {
    TestCluster cluster = SmallSite.halfAnHour(builder).start();
    migrates(cluster, "MAIL1", 400, "NODE2").runUntil(COMPLETE);
    double rate = 112.5e6;
    double first = 4096L << 20;
    double second = 20e6 * first / rate;
    double third = 20e6 * second / rate;
    double last = 20e6 * third / rate;
    cluster.events().has(1, "migration.pass-3").hasNot("migration.pass-4");
    assertThat(figure(cluster, "brown-out ([0-9.]+) s") * rate)
        .isCloseTo(first + second + third, within(0.02 * first));
    assertThat(figure(cluster, "black-out ([0-9.]+) ms") / 1e3)
        .isCloseTo(last / rate + 0.5, within(0.1 * (last / rate + 0.5)));
  }

  /** The same whatever the quantum: padding is taken out. */
  @Test
  void durationsDoNotDependOnTheQuantum(ClusterBuilder builder) {
    TestCluster coarse = SmallSite.halfAnHour(builder).start();
    TestCluster fine = builder.scenario("quantum = 50 ms").start();
    for (TestCluster each : List.of(coarse, fine)) {
      migrates(each, "MAIL1", 400, "NODE2").runUntil(COMPLETE);
    }
    assertThat(figure(fine, "black-out ([0-9.]+) ms"))
        .isCloseTo(figure(coarse, "black-out ([0-9.]+) ms"), within(30.0));
  }

  /** Two that share a host go one after the other; MAIL2 meets MAIL1 on its way. */
  @Test
  void oneMigrationAtATimeForEachHost(ClusterBuilder builder) {
    TestCluster cluster = SmallSite.halfAnHour(builder).start();
    migrates(cluster, "MAIL1", 400, "NODE2");
    migrates(cluster, "MAIL2", 401, "NODE1");
    migrates(cluster, "MAIL1", 600, "NODE1").runToEnd();
    assertThat(vms(cluster, "migration.waits")).containsExactly("MAIL2");
    assertThat(cluster.events().of(COMPLETE))
        .extracting(event -> event.correlation() + " " + event.machine())
        .containsExactly("MAIL1 NODE2", "MAIL2 NODE1", "MAIL1 NODE1");
    assertThat(cluster.events().of("migration.begins").get(1).timeNanos())
        .isGreaterThan(cluster.events().timeOf(COMPLETE).minusSeconds(2).toNanos());
    assertThat(cluster.figure(FAILED_TASKS)).isZero();
  }

  @Test
  void turnedOffInTheBrownOutItStays(ClusterBuilder builder) {
    TestCluster cluster = SmallSite.halfAnHour(builder).start();
    migrates(cluster, "MAIL1", 400, "NODE2");
    asked(cluster, "MAIL1", 410, "pause");
    asked(cluster, "MAIL1", 420, "turn-off");
    asked(cluster, "MAIL1", 480, "start").runTo(seconds(900));
    assertThat(machines(cluster, GIVEN_UP)).containsExactly("NODE1");
    cluster.events().has(1, "vm.refused");
    assertThat(cluster.events().first("vm.refused").text())
        .contains("pause", "on its way to another host");
    assertThat(machines(cluster, "vm.running")).containsExactly("NODE1");
    cluster.events().hasNot(COMPLETE);
    migrates(cluster, "MAIL1", 900, "NODE2").runUntil(COMPLETE); // nothing keeps it from going
  }

  /** 4 GiB at 112.5 MB/s: 40 % are sent 15.3 s after the first page; a quantum later it is told. */
  @Test
  void whatIsToHappenInItsMiddleHappensThere(ClusterBuilder builder) {
    TestCluster cluster =
        SmallSite.halfAnHour(builder)
            .injections(
                "{ on = MAIL1, at = 400 s, do = live-migrate, to = NODE2 }",
                "{ on = MAIL1, when = \"migration of MAIL1 >= 40 %\", do = pause }",
                "{ on = MAIL1, when = \"migration of MAIL1 >= 60 %\", do = turn-off }",
                "{ on = MAIL2, when = \"migration of MAIL2 >= 1 %\", do = turn-off }")
            .start()
            .runTo(seconds(600));
    List<EventRecord> triggered =
        cluster.events().of(Integer.toString(InjectionEvents.TRIGGERED)).stream()
            .filter(event -> !event.correlation().equals("1"))
            .toList();
    assertThat(triggered)
        .extracting(EventRecord::machine, EventRecord::correlation)
        .containsExactly(tuple("NODE1", "2"), tuple("NODE1", "3"));
    Duration pass = seconds((4096L << 20) / 112.5e6);
    Duration from = cluster.events().timeOf("migration.pass-1");
    Duration two = from.plus(pass.multipliedBy(2).dividedBy(5));
    Duration three = from.plus(pass.multipliedBy(3).dividedBy(5));
    assertThat(Duration.ofNanos(triggered.get(0).timeNanos())).isBetween(two, two.plus(QUANTUM));
    assertThat(Duration.ofNanos(triggered.get(1).timeNanos()))
        .isBetween(three, three.plus(QUANTUM));
    cluster.events().has(1, "vm.refused").has(1, GIVEN_UP).hasNot(BLACK_OUT);
  }

  @Test
  void theOtherHostDiesInTheBrownOut(ClusterBuilder builder) {
    TestCluster cluster = SmallSite.halfAnHour(builder).start();
    migrates(cluster, "MAIL1", 400, "NODE3").runTo(seconds(420)).kill("NODE3").runToEnd();
    cluster.events().has(1, GIVEN_UP).hasNot(BLACK_OUT);
    assertThat(mean(cluster, QUEUE, 600, 1400)).isPositive();
    assertThat(cluster.figure(FAILED_TASKS)).isZero();
  }

  /** NODE3 has 6 GiB for guests. */
  @Test
  void withoutMemoryOnTheOtherHostItIsRefused(ClusterBuilder builder) {
    TestCluster cluster =
        SmallSite.halfAnHour(builder)
            .with(
                "name = NODE3, logical-processors = 4, memory = 8 GiB",
                "name = NODE3, memory = 7 GiB")
            .start();
    migrates(cluster, "MAIL1", 400, "NODE3");
    migrates(cluster, "MAIL2", 500, "NODE3").runTo(seconds(600));
    assertThat(vms(cluster, "migration.refused")).containsExactly("MAIL2");
    assertThat(vms(cluster, COMPLETE)).containsExactly("MAIL1");
  }

  /** What is read is the snapshot on the old host; the machine goes on on the new one. */
  @Test
  void aMigrationDuringTheTransferDoesNotHarm(ClusterBuilder builder) {
    TestCluster cluster =
        SmallSite.halfAnHour(builder)
            .with("ship = 90 MB/s", "ship = 20 MB/s")
            .jobs(SmallSite.job("replica", "replica-creation", "network", "MAIL1", 5))
            .start()
            .runUntil("job.transfer")
            .runFor(seconds(5));
    cluster.inject("{ on = MAIL1, do = live-migrate, to = NODE2 }").runToEnd();
    cluster.events().has(1, COMPLETE).inOrder("job.transfer", COMPLETE, "job.succeeded");
    cluster.events().hasNot("job.failed").has(1, "job.point-verified");
    assertThat(cluster.figure(FAILED_TASKS)).isZero();
  }
}

package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kagemusha.kernel.event.EventRecord;
import kagemusha.node.injection.InjectionEvents;
import org.junit.jupiter.api.Test;

/** What a scenario does to a small cluster, when it does it and to whom. */
class InjectionTest {
  private static final int PAUSED = 18516;
  private static final int RESUMED = 18518;
  private static final int FREEZE = 9205;
  private static final int SNAPSHOT = 9102;

  private static SmallSite site(String... injections) {
    return new SmallSite()
        .load(23)
        .jobs(SmallSite.job("replica", "replica-creation", "network", "MAIL1", 5))
        .doing(injections);
  }

  private static List<EventRecord> of(SmallSite.Outcome run, int id) {
    return run.events().stream()
        .filter(event -> event.source().equals(InjectionEvents.SOURCE) && event.id() == id)
        .toList();
  }

  private static EventRecord first(SmallSite.Outcome run, int id) {
    return run.events().stream().filter(event -> event.id() == id).findFirst().orElseThrow();
  }

  /** A phase of the host's snapshot and a guest on that host: no time passes between them. */
  @Test
  void aPhaseOnTheSameMachineIsMetAtItsExactTime() throws Exception {
    SmallSite.Outcome run =
        site("{ do = pause, on = \"MAIL1\", when = \"vss.freeze of MAIL1\", for = 20 s }").run();
    EventRecord freeze =
        run.events().stream()
            .filter(event -> event.id() == FREEZE && event.correlation().equals("replica"))
            .findFirst()
            .orElseThrow();
    assertThat(of(run, InjectionEvents.TRIGGERED)).hasSize(1);
    EventRecord begun = of(run, InjectionEvents.BEGUN).get(0);
    assertThat(begun.timeNanos()).isEqualTo(freeze.timeNanos());
    assertThat(begun.machine()).isEqualTo(freeze.machine());
    assertThat(begun.text()).isEqualTo("Injection 1, line 12: pause on MAIL1.");
    assertThat(of(run, InjectionEvents.TOUCHED))
        .extracting(EventRecord::text)
        .containsExactly("Injection 1, line 12: touched: MAIL1, pause done.");
    assertThat(of(run, InjectionEvents.ENDED).get(0).timeNanos())
        .isEqualTo(begun.timeNanos() + 20_000_000_000L);
    assertThat(first(run, RESUMED).timeNanos()).isGreaterThan(first(run, PAUSED).timeNanos());
    assertThat(first(run, 9220).text()).as("the set fails").contains("failed");
  }

  /** The owner is known at the array, the machine in backup at the backup server. */
  @Test
  void selectorsAreResolvedWhereTheyAreKnown() throws Exception {
    SmallSite.Outcome run =
        site(
                "{ do = pause, on = vm in backup, when = job.snapshot, after = 2 s }",
                "{ do = pause, on = vm in backup, at = 20 min }",
                "{ do = resume, on = random, at = 21 min }")
            .run();
    List<EventRecord> begun = of(run, InjectionEvents.BEGUN);
    assertThat(begun.get(0).text()).endsWith("pause on MAIL1.");
    double after = (begun.get(0).timeNanos() - first(run, SNAPSHOT).timeNanos()) / 1e9;
    assertThat(after).as("two seconds and two hops").isBetween(2.0, 3.1);
    assertThat(of(run, InjectionEvents.NOBODY).get(0).text())
        .endsWith("there is nobody who is vm in backup.");
    assertThat(begun).hasSize(2);
    assertThat(begun.get(1).text()).matches(".*resume on MAIL[12]\\.");
  }

  @Test
  void progressAndCountsAreToldByThoseWhoKnow() throws Exception {
    SmallSite.Outcome run =
        site(
                "{ do = pause, on = MAIL2, when = \"job replica >= 50 %\", for = 10 s }",
                "{ do = pause, on = MAIL2, when = \"redirected I/Os >= 100\", for = 1 s }")
            .run();
    List<EventRecord> triggered = of(run, InjectionEvents.TRIGGERED);
    assertThat(triggered).extracting(EventRecord::correlation).containsExactlyInAnyOrder("1", "2");
    EventRecord half =
        triggered.stream().filter(e -> e.correlation().equals("1")).findFirst().orElseThrow();
    double begins = run.seconds(9103);
    double ends = run.seconds(9112);
    assertThat(half.timeNanos() / 1e9)
        .isBetween(begins + 0.3 * (ends - begins), begins + 0.7 * (ends - begins));
  }

  @Test
  void whatIsRefusedAndWhatChanceForbidsIsSaid() throws Exception {
    SmallSite.Outcome run =
        site(
                "{ do = resume, on = MAIL1, at = 1 min }",
                "{ do = pause, on = MAIL1, at = 2 min, probability = 0 % }")
            .run();
    assertThat(of(run, InjectionEvents.REFUSED).get(0).text())
        .isEqualTo("Injection 1, line 12: refused: it is running.");
    assertThat(of(run, InjectionEvents.PASSED_OVER)).hasSize(1);
    assertThat(of(run, InjectionEvents.TOUCHED)).isEmpty();
  }

  /** A phase that comes again is met as often as is wanted. */
  @Test
  void aPhaseComesAgain() throws Exception {
    SmallSite.Outcome run =
        new SmallSite()
            .load(23)
            .jobs(
                SmallSite.job("replica", "replica-creation", "network", "MAIL1", 5),
                SmallSite.job("express", "express-full", "network", "MAIL1", 15))
            .doing("{ do = pause, on = MAIL2, when = vss.ready, times = 2, for = 1 s }")
            .run();
    assertThat(of(run, InjectionEvents.BEGUN)).hasSize(2);
    assertThat(of(run, InjectionEvents.ENDED)).hasSize(2);
  }

  /** A network fault begins a quantum later, touches what is sent, and ends or is healed. */
  @Test
  void networksFailAndHeal() throws Exception {
    SmallSite.Outcome run =
        site(
                "{ do = delay, on = NODE1, network = lan, delay = 30 ms, at = 2 min, for = 1 min }",
                "{ do = partition, on = NODE3, network = lan, at = 4 min }",
                "{ do = heal, on = NODE3, at = 4.5 min }")
            .run();
    List<EventRecord> network =
        run.events().stream().filter(event -> event.source().equals("Network")).toList();
    assertThat(network)
        .filteredOn(event -> event.correlation().equals("injection 1 on NODE1"))
        .isNotEmpty()
        .anyMatch(event -> event.timeNanos() == 120_500_000_000L)
        .anyMatch(event -> event.timeNanos() == 180_500_000_000L);
    assertThat(network)
        .filteredOn(event -> event.correlation().equals("injection 2 on NODE3"))
        .anyMatch(event -> event.timeNanos() == 270_500_000_000L);
  }
}

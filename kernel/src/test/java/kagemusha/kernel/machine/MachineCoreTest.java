package kagemusha.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.testkit.Probe;
import kagemusha.kernel.testkit.Say;
import kagemusha.kernel.testkit.TestRows;
import org.junit.jupiter.api.Test;

/** One machine M with the entities of a test; "far" lives on another machine. */
class MachineCoreTest {
  private static final long QUANTUM = 1_000;
  private static final long LATENCY = 50;
  private static final long SECOND = 1_000_000_000L;
  private static final EntityId FAR = new EntityId("far");

  private final Probe a = new Probe("a");
  private final Probe b = new Probe("b");

  private static CoreLoop loop(Probe... entities) {
    Map<EntityId, String> where = new LinkedHashMap<>();
    where.put(FAR, "N");
    List<EntityId> pipeline = Stream.of(entities).map(Probe::id).toList();
    pipeline.forEach(id -> where.put(id, "M"));
    MachineBlueprint blueprint =
        new MachineBlueprint(
            "M",
            List.<Entity<?>>of(entities),
            pipeline,
            List.of(new NicSpec("lan", 8_000_000_000L, LATENCY)));
    RunSettings settings = new RunSettings(1, QUANTUM, 100 * SECOND, 0, 100 * SECOND);
    return new CoreLoop(blueprint, settings, new Directory(where));
  }

  private static Mail rows(EntityId to, long... times) {
    Mail mail = Mail.empty();
    mail.data().add(new BatchMail("lan", FAR, to, TestRows.at(times)));
    return mail;
  }

  private static Mail say(EntityId to, long due, long pad, String text) {
    Mail mail = Mail.empty();
    mail.control()
        .add(new ControlMail("lan", new Delivery(due, FAR, 0, 0, to, pad, new Say(text))));
    return mail;
  }

  @Test
  void segmentsAreCutAtControl() {
    CoreLoop loop = loop(a, b);
    loop.core().receive(rows(a.id(), 100, 300, 700));
    loop.core().receive(say(b.id(), 300, 7, "now"));
    loop.run(0, QUANTUM);
    assertThat(loop.calls()).containsExactly("a 0..300", "b @300", "a 300..1000");
    assertThat(a.heard()).containsExactly("far@100+0", "far@300+0", "far@700+0");
    assertThat(b.heard()).containsExactly("now@300+7");
  }

  @Test
  void controlOfOneTimeComesInOrderOfSenderAndBeforeTheRowsOfThatTime() {
    a.onStart(c -> c.timer("t", 300, new Say("timer")));
    CoreLoop loop = loop(b, a);
    loop.core().receive(say(a.id(), 300, 0, "mail"));
    loop.core().receive(rows(a.id(), 300));
    loop.run(0, QUANTUM);
    assertThat(a.heard()).containsExactly("timer@300+0", "mail@300+0", "far@300+0");
  }

  @Test
  void whatIsDueAtTheEndOfATickBelongsToTheNext() {
    CoreLoop loop = loop(a);
    loop.core().receive(rows(a.id(), 1_000));
    loop.core().receive(say(a.id(), 1_000, 0, "late"));
    loop.run(0, QUANTUM);
    assertThat(a.heard()).isEmpty();
    assertThat(loop.core().nextNanos()).isEqualTo(1_000);
    loop.run(QUANTUM, 2 * QUANTUM);
    assertThat(a.heard()).containsExactly("late@1000+0", "far@1000+0");
  }

  @Test
  void aTickIsClosedWithThoseWhoHaveTakenPartInIt() {
    CoreLoop loop = loop(a, b);
    loop.run(0, QUANTUM);
    assertThat(loop.closes()).as("their start").containsExactly("a 0", "b 0");
    loop.core().receive(say(b.id(), QUANTUM, 0, "now"));
    loop.run(QUANTUM, 2 * QUANTUM);
    loop.core().receive(rows(a.id(), 2 * QUANTUM));
    loop.run(2 * QUANTUM, 3 * QUANTUM);
    loop.run(3 * QUANTUM, 4 * QUANTUM);
    assertThat(loop.closes()).containsExactly("a 0", "b 0", "b 1", "a 2");
  }

  @Test
  void dataFlowsForwardInOneSegment() {
    a.onRow((time, context) -> context.pass(b.id(), TestRows.at(time + 1)));
    CoreLoop loop = loop(a, b);
    loop.core().receive(rows(a.id(), 100));
    loop.run(0, QUANTUM);
    assertThat(b.heard()).containsExactly("a@101+0");
  }

  @Test
  void dataNeverFlowsAgainstThePipeline() {
    b.onRow((time, context) -> context.pass(a.id(), TestRows.at(time)));
    CoreLoop loop = loop(a, b);
    loop.core().receive(rows(b.id(), 100));
    assertThatThrownBy(() -> loop.run(0, QUANTUM))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("M: b passes rows against the pipeline to a");
  }

  /** Without a segment in hand there is no order yet that could be broken. */
  @Test
  void controlMayPassRowsToAnyone() {
    b.onSay((say, context) -> context.pass(a.id(), TestRows.at(context.nowNanos())));
    CoreLoop loop = loop(a, b);
    loop.core().receive(say(b.id(), 300, 0, "go"));
    loop.run(0, QUANTUM);
    assertThat(a.heard()).containsExactly("b@300+0");
  }

  @Test
  void aRowThatLeavesOutsideItsSegmentIsRefused() {
    a.onRow((time, context) -> context.send("lan", FAR, TestRows.at(time + 200)));
    CoreLoop loop = loop(a);
    loop.core().receive(rows(a.id(), 100));
    loop.core().receive(say(a.id(), 300, 0, "cut"));
    assertThatThrownBy(() -> loop.run(0, QUANTUM))
        .hasMessage("a sends rows of [300, 300] outside its segment [0, 300)");
    CoreLoop early = loop(new Probe("a").onSay((s, c) -> c.send("lan", FAR, TestRows.at(299))));
    early.core().receive(say(a.id(), 300, 0, "cut"));
    assertThatThrownBy(() -> early.run(0, QUANTUM))
        .hasMessage("a sends rows of [299, 299] outside its segment [300, 301)");
  }

  @Test
  void mailIsDueAfterTransmissionLatencyAndAQuantum() {
    a.onRow(
        (time, context) -> {
          context.send("lan", FAR, TestRows.sized(10, time));
          context.at(time, 5).send("lan", FAR, new Say("hello"));
        });
    CoreLoop loop = loop(a);
    loop.core().receive(rows(a.id(), 100));
    TickYield yield = loop.run(0, QUANTUM);
    assertThat(yield.mail().keySet()).containsExactly("N");
    Mail mail = yield.mail().get("N");
    Delivery delivery = mail.control().get(0).delivery();
    assertThat(delivery.padNanos()).isEqualTo(5 + QUANTUM);
    assertThat(List.of(delivery.dueNanos(), mail.data().get(0).rows().timeNanos(0)))
        .as("both are sent at 100, of 256 and 10 bytes, one behind the other")
        .containsAnyOf(100 + 256 + LATENCY + QUANTUM, 100 + 10 + LATENCY + QUANTUM)
        .contains(100 + 266 + LATENCY + QUANTUM);
    assertThat(mail.earliestNanos())
        .isEqualTo(Math.min(delivery.dueNanos(), mail.data().get(0).rows().timeNanos(0)));
    assertThat(loop.core().linkTotals()).containsExactly(new LinkTotal("M", "lan", 266, 0));
  }

  /** Even to itself: what goes over a network takes as long as to anyone else. */
  @Test
  void mailToTheSameMachineGoesTheSameWay() {
    a.onStart(context -> context.send("lan", b.id(), new Say("home")));
    CoreLoop loop = loop(a, b);
    Mail mail = loop.run(0, QUANTUM).mail().get("M");
    loop.core().receive(mail);
    loop.run(QUANTUM, 2 * QUANTUM);
    assertThat(b.heard()).containsExactly("home@" + (256 + LATENCY + QUANTUM) + "+" + QUANTUM);
    assertThat(loop.core().linkTotals()).containsExactly(new LinkTotal("M", "lan", 256, 256));
  }

  @Test
  void tellArrivesAtOnceFromControlAndAtTheEndOfTheSegmentFromData() {
    a.onSay((say, context) -> context.tell(b.id(), new Say("told")));
    a.onRow((time, context) -> context.tell(b.id(), new Say("row")));
    CoreLoop loop = loop(a, b);
    loop.core().receive(say(a.id(), 300, 7, "go"));
    loop.core().receive(rows(a.id(), 400));
    loop.run(0, QUANTUM);
    loop.run(QUANTUM, 2 * QUANTUM);
    assertThat(b.heard())
        .as("the 600 ns until the end of the segment are padding")
        .containsExactly("told@300+7", "row@1000+600");
  }

  @Test
  void timersFireAtTheirTimeCanBeMovedAndCancelled() {
    a.onStart(
        context -> {
          context.timer("moved", 100, new Say("never"));
          context.timer("gone", 200, new Say("never"));
          context.timer("moved", 400, new Say("moved"));
          context.cancel("gone");
        });
    CoreLoop loop = loop(a);
    assertThat(loop.core().nextNanos()).isEqualTo(400);
    loop.run(0, QUANTUM);
    assertThat(a.heard()).containsExactly("moved@400+0");
  }

  @Test
  void aTimerInThePastIsRefused() {
    a.onSay((say, context) -> context.timer("t", context.nowNanos() - 1, say));
    CoreLoop loop = loop(a);
    loop.core().receive(say(a.id(), 300, 0, "go"));
    assertThatThrownBy(() -> loop.run(0, QUANTUM)).hasMessage("a sets timer t in the past");
  }

  @Test
  void nextNanosIsTheEarliestOfSamplesControlAndData() {
    CoreLoop loop = loop(a);
    assertThat(loop.core().nextNanos()).as("the first sample").isEqualTo(10 * SECOND);
    loop.core().receive(say(a.id(), 8 * SECOND, 0, "x"));
    assertThat(loop.core().nextNanos()).isEqualTo(8 * SECOND);
    loop.core().receive(rows(a.id(), 7 * SECOND, 9 * SECOND));
    assertThat(loop.core().nextNanos()).isEqualTo(7 * SECOND);
    loop.run(7 * SECOND, 7 * SECOND + QUANTUM);
    assertThat(loop.core().nextNanos()).isEqualTo(8 * SECOND);
    loop.run(8 * SECOND, 8 * SECOND + QUANTUM);
    assertThat(a.heard()).containsExactly("far@7000000000+0", "x@8000000000+0");
    assertThat(loop.core().nextNanos()).as("the row that waits").isEqualTo(9 * SECOND);
  }

  @Test
  void samplesEveryTenSecondsAndTheArraysEverySixty() {
    AtomicInteger tens = new AtomicInteger();
    AtomicInteger sixties = new AtomicInteger(100);
    a.counting(Counter.every10s(new CounterName("M", "O", "", "ten"), tens::incrementAndGet));
    a.counting(Counter.every60s(new CounterName("M", "O", "i", "sixty"), sixties::incrementAndGet));
    CoreLoop loop = loop(a, b);
    assertThat(loop.core().columns())
        .contains(
            new CounterColumn("\\\\M\\O\\ten", 10), new CounterColumn("\\\\M\\O(i)\\sixty", 60))
        .hasSize(5);
    List<SampleRow> samples = loop.run(0, 61 * SECOND).samples();
    assertThat(samples)
        .extracting(SampleRow::timeNanos)
        .containsExactly(
            10 * SECOND, 20 * SECOND, 30 * SECOND, 40 * SECOND, 50 * SECOND, 60 * SECOND);
    assertThat(samples.get(0).values()).containsExactly(0, 0, 0, 1, Double.NaN);
    assertThat(samples.get(5).values()).containsExactly(0, 0, 0, 6, 101);
    assertThat(loop.core().nextNanos()).isEqualTo(70 * SECOND);
  }

  /** A sample sees all that happened before its time and nothing of its time. */
  @Test
  void aSampleComesAfterControlOfItsTimeAndBeforeData() {
    a.counting(Counter.every10s(new CounterName("M", "O", "", "heard"), () -> a.heard().size()));
    CoreLoop loop = loop(a);
    loop.core().receive(rows(a.id(), 10 * SECOND - 1, 10 * SECOND));
    loop.core().receive(say(a.id(), 10 * SECOND, 0, "x"));
    List<SampleRow> samples = loop.run(9 * SECOND, 11 * SECOND).samples();
    assertThat(samples.get(0).values()[3]).isEqualTo(2);
    assertThat(a.heard()).hasSize(3);
  }

  @Test
  void eventsCarryTheirTimeAndMachine() {
    a.onSay((say, context) -> context.event("src", 7, Level.WARNING, "text", "job"));
    CoreLoop loop = loop(a);
    loop.core().receive(say(a.id(), 300, 0, "go"));
    assertThat(loop.run(0, QUANTUM).events())
        .containsExactly(new EventRecord(300, "M", "src", 7, Level.WARNING, "text", "job"));
    assertThat(loop.run(QUANTUM, 2 * QUANTUM).events()).isEmpty();
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> loop(a).core().receive(rows(new EntityId("nobody"), 1)))
        .hasMessage("no entity nobody on machine M");
    Probe lost = new Probe("a").onSay((s, c) -> c.send("wan", FAR, s));
    CoreLoop loop = loop(lost);
    loop.core().receive(say(a.id(), 300, 0, "go"));
    assertThatThrownBy(() -> loop.run(0, QUANTUM)).hasMessage("M has no NIC on wan, wanted by a");
    CoreLoop strange =
        loop(new Probe("a").onStart(c -> c.send("lan", new EntityId("nobody"), new Say("x"))));
    assertThatThrownBy(() -> strange.run(0, QUANTUM)).hasMessage("no entity nobody in this run");
    CoreLoop past = loop(new Probe("a"));
    past.core().receive(say(a.id(), 300, 0, "late"));
    assertThatThrownBy(() -> past.run(500, QUANTUM)).hasMessageContaining("before the present 500");
  }

  @Test
  void aTickThatStillRunsCannotBeOpenedAgain() {
    MachineCore core = loop(a).core();
    core.open(0, 0, QUANTUM);
    assertThatThrownBy(() -> core.open(1, QUANTUM, 2 * QUANTUM))
        .hasMessage("M: tick 0 is still running");
  }
}

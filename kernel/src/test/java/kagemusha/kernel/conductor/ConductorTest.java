package kagemusha.kernel.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.kernel.machine.ToConductor;
import kagemusha.kernel.testkit.Kits;
import kagemusha.kernel.testkit.Say;
import kagemusha.kernel.wall.WallClock;
import kagemusha.kernel.wire.WireRefusal;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes play the machines A and B; a quantum is 100 ns, a run 250 ns. */
class ConductorTest {
  private static final long QUANTUM = 100;
  private static final long END = 250;
  private static ActorTestKit kit;

  private final TestProbe<MachineCommand> a = kit.createTestProbe();
  private final TestProbe<MachineCommand> b = kit.createTestProbe();
  private final TestProbe<Object> heard = kit.createTestProbe();
  private ActorRef<ToConductor> conductor;

  private record Begun(List<String> machines) {}

  private record Committed(long tick, long from, long until, List<EventRecord> events) {}

  private record Lost(String machine, long tick, long from, boolean comesBack) {}

  private record Ordered(OutsideOrder order, long tick, long from) {}

  private record Ended(RunOutcome outcome, List<String> summaries) {}

  @BeforeAll
  static void start(@TempDir Path folder) {
    kit = Kits.start("conductors", folder.resolve("journal.db"));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  private RunListener listener(Runnable onCommit) {
    return new RunListener() {
      @Override
      public void begun(List<String> machines, List<List<CounterColumn>> columns) {
        heard.ref().tell(new Begun(machines));
      }

      @Override
      public void committed(
          long tick,
          long startNanos,
          long endNanos,
          List<List<SampleRow>> samples,
          List<EventRecord> events) {
        onCommit.run();
        heard.ref().tell(new Committed(tick, startNanos, endNanos, events));
      }

      @Override
      public void lost(String machine, long tick, long startNanos, boolean comesBack) {
        heard.ref().tell(new Lost(machine, tick, startNanos, comesBack));
      }

      @Override
      public void ordered(OutsideOrder order, long tick, long startNanos) {
        heard.ref().tell(new Ordered(order, tick, startNanos));
      }

      @Override
      public void ended(RunOutcome outcome, List<MachineReport.Summary> summaries) {
        List<String> names = summaries.stream().map(MachineReport.Summary::machine).toList();
        heard.ref().tell(new Ended(outcome, names));
      }
    };
  }

  private void conduct(OptionalDouble pace, Runnable onCommit) {
    conduct(pace, onCommit, Map.of());
  }

  private void conduct(OptionalDouble pace, Runnable onCommit, Map<String, Duration> boot) {
    conduct(pace, onCommit, boot, Set.of());
  }

  private void conduct(
      OptionalDouble pace, Runnable onCommit, Map<String, Duration> boot, Set<String> dispensable) {
    ConductorPlan plan =
        new ConductorPlan(
            List.of("A", "B"), QUANTUM, END, pace, Duration.ofSeconds(2), boot, dispensable);
    conductor = kit.spawn(Conductor.create(plan, listener(onCommit)));
    ready("A", a);
    heard.expectNoMessage(Duration.ofMillis(50));
    ready("B", b);
    heard.expectMessage(new Begun(List.of("A", "B")));
    for (TestProbe<MachineCommand> machine : List.of(a, b)) {
      machine.expectMessageClass(MachineCommand.Welcome.class);
      machine.expectMessageClass(MachineCommand.Begin.class);
    }
  }

  private void ready(String name, TestProbe<MachineCommand> machine) {
    String actor = ActorRefResolver.get(kit.system()).toSerializationFormat(machine.ref());
    conductor.tell(new MachineReport.Ready(name, actor, "pekko://test@" + name + ":1", List.of()));
  }

  private void open(long tick, long from, long until) {
    a.expectMessage(new MachineCommand.Open(tick, from, until, List.of(), List.of()));
    b.expectMessage(new MachineCommand.Open(tick, from, until, List.of(), List.of()));
  }

  private void done(String machine, long tick, long nextNanos, EventRecord... events) {
    done(machine, tick, List.of(), List.of(), nextNanos, events);
  }

  private void done(
      String machine,
      long tick,
      List<MachineReport.Posted> posted,
      List<String> received,
      long nextNanos,
      EventRecord... events) {
    conductor.tell(
        new MachineReport.Done(
            machine, tick, posted, received, nextNanos, List.of(), List.of(events), List.of()));
  }

  private void summarise(String machine) {
    conductor.tell(
        new MachineReport.Summary(
            machine, List.of(), List.of(), new MachineReport.WireTotal(0, 0, 0, 0)));
  }

  private void finishes(List<String> machines, RunOutcome outcome) {
    for (String machine : machines) {
      (machine.equals("A") ? a : b).expectMessage(new MachineCommand.Finish());
      summarise(machine);
    }
    heard.expectMessage(new Ended(outcome, machines));
  }

  private static EventRecord event(long time, String machine) {
    return new EventRecord(time, machine, "s", 1, Level.INFORMATION, "t", "");
  }

  @Test
  void carriesTheRunToItsEndOnTheGridOfQuanta() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    done("B", 0, 100, event(7, "B"), event(9, "B"));
    heard.expectNoMessage(Duration.ofMillis(50));
    done("A", 0, 100, event(9, "A"));
    List<EventRecord> inOrder = List.of(event(7, "B"), event(9, "A"), event(9, "B"));
    heard.expectMessage(new Committed(0, 0, 100, inOrder));
    open(1, 100, 200);
    done("A", 1, 230);
    done("B", 1, 230);
    heard.expectMessage(new Committed(1, 100, 200, List.of()));
    open(2, 200, 250);
    done("A", 2, 250);
    done("B", 2, 250);
    heard.expectMessage(new Committed(2, 200, 250, List.of()));
    open(3, 250, 251);
    done("A", 3, 999);
    done("B", 3, 999);
    heard.expectMessage(new Committed(3, 250, 251, List.of()));
    finishes(List.of("A", "B"), new RunOutcome.Completed());
  }

  @Test
  void jumpsOverIdleTimeToTheQuantumOfTheNextEvent() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    done("A", 0, 220);
    done("B", 0, 215);
    open(1, 200, 250);
  }

  @Test
  void onlyMachinesThatHaveSomethingToDoTakePart() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    done("A", 0, 100);
    done("B", 0, 220);
    a.expectMessage(new MachineCommand.Open(1, 100, 200, List.of(), List.of()));
    done("A", 1, List.of(new MachineReport.Posted("B", 205)), List.of(), 999);
    b.expectNoMessage(Duration.ofMillis(50));
    conductor.tell(new MachineReport.Received(1, "B", "A"));
    b.expectMessage(new MachineCommand.Open(2, 200, 250, List.of(), List.of()));
    done("B", 2, 999);
    heard.expectMessage(new Committed(0, 0, 100, List.of()));
    heard.expectMessage(new Committed(1, 100, 200, List.of()));
    heard.expectMessage(new Committed(2, 200, 250, List.of()));
    heard.expectMessage(new Committed(3, 250, 251, List.of()));
    finishes(List.of("A", "B"), new RunOutcome.Completed());
  }

  @Test
  void mailWakesItsReceiver() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    done("A", 0, List.of(new MachineReport.Posted("B", 130)), List.of(), 999);
    done("B", 0, 999);
    conductor.tell(new MachineReport.Received(0, "B", "A"));
    b.expectMessage(new MachineCommand.Open(1, 100, 200, List.of(), List.of()));
    a.expectNoMessage(Duration.ofMillis(50));
  }

  private static final MachineCommand.Order PART =
      new MachineCommand.Order("A", 7, new EntityId("X"), new Say("stop"));

  private void give() {
    OutsideOrder order = new OutsideOrder(7, "stop", List.of(PART));
    conductor.tell(new ConductorCommand.Give(order, heard.ref()::tell));
  }

  @Test
  void anOrderIsGivenWithTheNextTickAndLoggedBefore() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    give();
    done("A", 0, 220);
    done("B", 0, 220);
    heard.expectMessage(new Committed(0, 0, 100, List.of()));
    heard.expectMessage(new Ordered(new OutsideOrder(7, "stop", List.of(PART)), 1, 100));
    heard.expectMessage(new ConductorCommand.Given.At(1, 100));
    a.expectMessage(new MachineCommand.Open(1, 100, 200, List.of(), List.of(), List.of(PART)));
    b.expectNoMessage(Duration.ofMillis(50));
    done("A", 1, 220);
    heard.expectMessage(new Committed(1, 100, 200, List.of()));
    open(2, 200, 250);
  }

  @Test
  void anOrderThatComesTooLateIsRefused() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    done("A", 0, 240);
    done("B", 0, 240);
    heard.expectMessage(new Committed(0, 0, 100, List.of()));
    open(1, 200, 250);
    give();
    done("A", 1, 999);
    done("B", 1, 999);
    heard.expectMessage(new Committed(1, 200, 250, List.of()));
    heard.expectMessage(new ConductorCommand.Given.Refused("the run is at its end"));
    heard.expectMessage(new Committed(2, 250, 251, List.of()));
    give();
    heard.expectMessage(new ConductorCommand.Given.Refused("the run is at its end"));
    finishes(List.of("A", "B"), new RunOutcome.Completed());
  }

  @Test
  void aListenerThatCannotWriteEndsTheRun() {
    conduct(
        OptionalDouble.empty(),
        () -> {
          throw new UncheckedIOException(new IOException("no space left"));
        });
    open(0, 0, 100);
    done("A", 0, 100);
    done("B", 0, 100);
    heard.expectMessage(
        new Ended(new RunOutcome.Failed(RunOutcome.RECORDER, 0, "no space left"), List.of()));
    a.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void aConductorThatBreaksEndsTheRun() {
    conduct(
        OptionalDouble.empty(),
        () -> {
          throw new IllegalStateException("broken");
        });
    open(0, 0, 100);
    done("A", 0, 100);
    done("B", 0, 100);
    String why = "java.lang.IllegalStateException: broken";
    heard.expectMessage(new Ended(new RunOutcome.Failed(RunOutcome.CONDUCTOR, 0, why), List.of()));
  }

  /** The timer does not take such a delay; the run must not wait for it for ever. */
  @Test
  void aPaceBeyondTheTimerEndsTheRun() {
    conduct(OptionalDouble.of(1e-15), () -> {});
    open(0, 0, 100);
    done("A", 0, 100);
    done("B", 0, 100);
    heard.expectMessage(new Committed(0, 0, 100, List.of()));
    Ended ended = heard.expectMessageClass(Ended.class);
    assertThat(ended.outcome()).isInstanceOf(RunOutcome.Failed.class);
  }

  @Test
  void aMachineLostBeforeItsClosingFiguresIsNoSuccess() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    done("A", 0, 999);
    done("B", 0, 999);
    a.expectMessage(new MachineCommand.Finish());
    summarise("A");
    conductor.tell(new ConductorCommand.ProcessLost("pekko://test@B:1"));
    heard.expectMessage(new Committed(0, 0, 100, List.of()));
    heard.expectMessage(new Committed(1, 250, 251, List.of()));
    heard.expectMessage(new Ended(new RunOutcome.MachineLost("B", 1, 250), List.of("A")));
  }

  @Test
  void aMachineThatCannotGoOnEndsTheRun() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    done("A", 0, 100);
    done("B", 0, 100);
    open(1, 100, 200);
    conductor.tell(new MachineReport.Failed("B", 1, "broken"));
    heard.expectMessageClass(Committed.class);
    heard.expectMessage(new Ended(new RunOutcome.Failed("B", 100, "broken"), List.of()));
    conductor.tell(new MachineReport.Failed("A", 1, "broken too"));
    heard.expectNoMessage(Duration.ofMillis(50));
  }

  /** The machines would never hear of the tick; nobody would answer, and the run would hang. */
  @Test
  void whatTheWireRefusesEndsTheRun() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    kit.system().eventStream().tell(new EventStream.Publish<>(new WireRefusal("not listed")));
    heard.expectMessage(
        new Ended(new RunOutcome.Failed(RunOutcome.CONDUCTOR, 0, "not listed"), List.of()));
  }

  @Test
  void aJournalThatCannotBeWrittenIsARunThatCouldNotBeRecorded() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    conductor.tell(new MachineReport.Unrecorded("B", "full"));
    heard.expectMessage(
        new Ended(new RunOutcome.Failed(RunOutcome.RECORDER, 0, "machine B: full"), List.of()));
  }

  @Test
  void aLossCommitsTheTickWithoutTheDeadAndEndsTheRun() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    done("B", 0, List.of(new MachineReport.Posted("A", 150)), List.of(), 100, event(7, "B"));
    done("A", 0, 100, event(9, "A"));
    conductor.tell(new ConductorCommand.ProcessLost("pekko://test@B:1"));
    heard.expectMessage(new Committed(0, 0, 100, List.of(event(9, "A"))));
    finishes(List.of("A"), new RunOutcome.MachineLost("B", 0, 0));
  }

  @Test
  void theEndOfAProcessIsALossBeforeTheClusterMissesIt() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    done("A", 0, 100, event(9, "A"));
    conductor.tell(new ConductorCommand.ProcessExited(List.of("B"), 137));
    heard.expectMessage(new Committed(0, 0, 100, List.of(event(9, "A"))));
    conductor.tell(new ConductorCommand.ProcessLost("pekko://test@B:1"));
    finishes(List.of("A"), new RunOutcome.MachineLost("B", 0, 0));
  }

  private void runsWithoutB() {
    conduct(OptionalDouble.empty(), () -> {}, Map.of("B", Duration.ofNanos(30)));
    open(0, 0, 100);
    done("A", 0, 100);
    conductor.tell(new ConductorCommand.ProcessLost("pekko://test@B:1"));
    heard.expectMessage(new Committed(0, 0, 100, List.of()));
    heard.expectMessage(new Lost("B", 0, 0, true));
    MachineCommand.Loss away = new MachineCommand.Loss("B", 0, Long.MAX_VALUE);
    a.expectMessage(new MachineCommand.Open(1, 100, 200, List.of(away), List.of()));
    done("A", 1, 999);
    heard.expectMessage(new Committed(1, 100, 200, List.of()));
  }

  private void returned(TestProbe<MachineCommand> machine) {
    String actor = ActorRefResolver.get(kit.system()).toSerializationFormat(machine.ref());
    conductor.tell(new MachineReport.Ready("B", actor, "pekko://test@B:2", List.of()));
    machine.expectMessageClass(MachineCommand.Welcome.class);
  }

  /** It may come back at 130; the tick grid lets it in at 200, and nothing happens before. */
  @Test
  void aMachineThatCanRecoverComesBackWhenItHasBooted() {
    runsWithoutB();
    a.expectNoMessage(Duration.ofMillis(50));
    TestProbe<MachineCommand> again = kit.createTestProbe();
    returned(again);
    MachineCommand.Rejoin rejoin = again.expectMessageClass(MachineCommand.Rejoin.class);
    assertThat(rejoin.startNanos()).isEqualTo(200);
    assertThat(rejoin.committedTick()).as("it died in tick 0").isEqualTo(-1);
    conductor.tell(new MachineReport.Joined("B"));
    MachineCommand.Begin met = a.expectMessageClass(MachineCommand.Begin.class);
    assertThat(met.peers()).isEqualTo(rejoin.peers());
    again.expectMessageClass(MachineCommand.Begin.class);
    MachineCommand.Loss over = new MachineCommand.Loss("B", 0, 2);
    again.expectMessage(new MachineCommand.Open(2, 200, 250, List.of(over), List.of()));
    done("B", 2, 999);
    heard.expectMessage(new Committed(2, 200, 250, List.of()));
  }

  /** Nobody waits for it, and the closing figures are those of the others. */
  @Test
  void theRunGoesOnWithoutADispensableMachine() {
    conduct(OptionalDouble.empty(), () -> {}, Map.of(), Set.of("B"));
    open(0, 0, 100);
    done("A", 0, List.of(new MachineReport.Posted("B", 150)), List.of(), 200);
    conductor.tell(new ConductorCommand.ProcessLost("pekko://test@B:1"));
    heard.expectMessage(new Committed(0, 0, 100, List.of()));
    heard.expectMessage(new Lost("B", 0, 0, false));
    MachineCommand.Loss away = new MachineCommand.Loss("B", 0, Long.MAX_VALUE);
    a.expectMessage(new MachineCommand.Open(1, 200, 250, List.of(away), List.of()));
    done("A", 1, List.of(new MachineReport.Posted("B", 250)), List.of(), 999);
    heard.expectMessage(new Committed(1, 200, 250, List.of()));
    heard.expectMessage(new Committed(2, 250, 251, List.of()));
    a.expectMessage(new MachineCommand.Finish());
    summarise("A");
    heard.expectMessage(new Ended(new RunOutcome.Completed(), List.of("A")));
  }

  /** Nothing happens between the end of the tick in hand and the time at which it is due. */
  @Test
  void aMachineThatDoesNotComeBackEndsTheRun() {
    conduct(OptionalDouble.empty(), () -> {}, Map.of("B", Duration.ofNanos(30)));
    open(0, 0, 100);
    done("A", 0, 999);
    conductor.tell(new ConductorCommand.ProcessLost("pekko://test@B:1"));
    heard.expectMessage(new Committed(0, 0, 100, List.of()));
    heard.expectMessage(new Lost("B", 0, 0, true));
    Ended ended = heard.expectMessageClass(Ended.class);
    assertThat(ended.outcome())
        .isEqualTo(new RunOutcome.Failed("B", 0, "did not come back within PT2S"));
  }

  @Test
  void theLossOfTheOtherMachineWhileOneIsAwaitedEndsTheRun() {
    runsWithoutB();
    conductor.tell(new ConductorCommand.ProcessLost("pekko://test@A:1"));
    heard.expectMessage(new Ended(new RunOutcome.MachineLost("A", 1, 100), List.of()));
  }

  @Test
  void anInterruptEndsTheRunAfterTheTickInHand() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    conductor.tell(new ConductorCommand.Interrupt());
    done("A", 0, 100);
    done("B", 0, 100);
    heard.expectMessage(new Committed(0, 0, 100, List.of()));
    finishes(List.of("A", "B"), new RunOutcome.Interrupted(100));
  }

  @Test
  void aReceiptMayComeWithTheReportOfTheTickThatReceived() {
    conduct(OptionalDouble.empty(), () -> {});
    open(0, 0, 100);
    done("A", 0, List.of(new MachineReport.Posted("B", 130)), List.of(), 999);
    heard.expectNoMessage(Duration.ofMillis(50));
    done("B", 0, List.of(), List.of("A"), 999);
    heard.expectMessage(new Committed(0, 0, 100, List.of()));
  }

  @Test
  void anInterruptWhileThePaceHoldsTheClockEndsTheRunAtOnce() {
    conduct(OptionalDouble.of(1e-9), () -> {});
    open(0, 0, 100);
    done("A", 0, 100);
    done("B", 0, 100);
    heard.expectMessage(new Committed(0, 0, 100, List.of()));
    conductor.tell(new ConductorCommand.Interrupt());
    finishes(List.of("A", "B"), new RunOutcome.Interrupted(100));
  }

  @Test
  void anInterruptBeforeAllMachinesAreThereEndsTheRunAtOnce() {
    ConductorPlan plan =
        new ConductorPlan(
            List.of("A", "B"),
            QUANTUM,
            END,
            OptionalDouble.empty(),
            Duration.ofSeconds(5),
            Map.of(),
            Set.of());
    conductor = kit.spawn(Conductor.create(plan, listener(() -> {})));
    ready("A", a);
    conductor.tell(new ConductorCommand.Interrupt());
    heard.expectMessage(new Ended(new RunOutcome.Interrupted(0), List.of()));
  }

  @Test
  void aProcessThatEndsBeforeAllMachinesAreThereIsNotStarted() {
    ConductorPlan plan =
        new ConductorPlan(
            List.of("A", "B"),
            QUANTUM,
            END,
            OptionalDouble.empty(),
            Duration.ofSeconds(5),
            Map.of(),
            Set.of());
    conductor = kit.spawn(Conductor.create(plan, listener(() -> {})));
    conductor.tell(new ConductorCommand.ProcessExited(List.of("A", "B"), 1));
    String why = "its process ended with exit code 1 before the run began";
    heard.expectMessage(new Ended(new RunOutcome.NotStarted("A, B", why), List.of()));
  }

  @Test
  void aMachineThatDoesNotComeIsNotStarted() {
    ConductorPlan plan =
        new ConductorPlan(
            List.of("A", "B"),
            QUANTUM,
            END,
            OptionalDouble.empty(),
            Duration.ofMillis(200),
            Map.of(),
            Set.of());
    conductor = kit.spawn(Conductor.create(plan, listener(() -> {})));
    ready("A", a);
    Ended ended = heard.expectMessageClass(Ended.class);
    assertThat(ended.outcome())
        .isEqualTo(new RunOutcome.NotStarted("B", "did not come within PT0.2S"));
  }

  /** At 1e-6 virtual seconds per second a tick of 100 ns takes a tenth of a second. */
  @Test
  void keepsItsPace() {
    conduct(OptionalDouble.of(1e-6), () -> {});
    long began = WallClock.nanos();
    List<Long> opened = new ArrayList<>();
    for (int tick = 0; tick < 3; tick++) {
      a.expectMessageClass(MachineCommand.Open.class);
      opened.add(WallClock.nanos() - began);
      done("A", tick, 100L * (tick + 1));
      done("B", tick, 100L * (tick + 1));
    }
    assertThat(opened.get(1)).isGreaterThan(80_000_000L);
    assertThat(opened.get(2)).isGreaterThan(180_000_000L);
  }

  /** A committed tick stays committed; what dies while the clock is held is lost to the next. */
  @Test
  void aLossWhileThePaceHoldsTheClockCommitsNoTickTwice() {
    conduct(OptionalDouble.of(1e-9), () -> {});
    open(0, 0, 100);
    done("A", 0, 100, event(9, "A"));
    done("B", 0, 100, event(9, "B"));
    heard.expectMessage(new Committed(0, 0, 100, List.of(event(9, "A"), event(9, "B"))));
    conductor.tell(new ConductorCommand.ProcessLost("pekko://test@B:1"));
    a.expectMessage(new MachineCommand.Open(1, 100, 200, List.of(), List.of()));
    done("A", 1, 200);
    heard.expectMessage(new Committed(1, 100, 200, List.of()));
    finishes(List.of("A"), new RunOutcome.MachineLost("B", 1, 100));
  }
}

package kagemusha.kernel.conductor;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.kernel.machine.ToConductor;
import kagemusha.kernel.wall.WallClock;
import kagemusha.kernel.wire.WireRefusal;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.japi.function.Function;

/**
 * Moves virtual time for all machines: opens a tick, collects, commits, opens the next.
 *
 * <pre>
 * Gathering --every machine Ready--> Ticking
 * Ticking   --all done, all mail received--> Ticking (next tick)
 * Ticking   --end reached, Interrupt, ProcessLost--> Finishing   (after the tick in hand)
 * Ticking   --ProcessLost of machines that come back--> Ticking  (waits for them when they are due)
 * Ticking   --ProcessLost of dispensable machines--> Ticking     (for the rest of the run)
 * Finishing --every summary--> Ended
 * any       --Failed, listener or conductor failed--> Ended
 * Gathering --process ended, did not come--> Ended
 * </pre>
 *
 * <p>It is a cluster singleton on the launcher's process. If that process dies, every machine's
 * process ends too, so no other conductor ever takes over.
 */
public final class Conductor extends AbstractBehavior<ToConductor> {
  private enum Phase {
    GATHERING,
    TICKING,
    FINISHING,
    ENDED
  }

  private final ConductorPlan plan;
  private final RunListener listener;
  private final TimerScheduler<ToConductor> timers;
  private final TickLedger ledger;
  private final Timetable timetable;
  private final Orders orders = new Orders();
  private final Roster roster;
  private final Map<String, MachineReport.Done> done = new TreeMap<>();
  private final LastWords lastWords = new LastWords();

  private Phase phase = Phase.GATHERING;
  private RunOutcome outcome = new RunOutcome.Completed();
  private boolean stopping;

  /** The tick in hand is committed, and the pace does not allow the next one yet. */
  private boolean held;

  /** The tick in hand is committed, and the next one waits for these machines to come back. */
  private List<String> awaited = List.of();

  private long tick = -1;
  private long startNanos;
  private long endNanos;
  private long paceOrigin;

  /** The behaviour of a conductor. */
  public static Behavior<ToConductor> create(ConductorPlan plan, RunListener listener) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Conductor(context, timers, plan, listener)));
  }

  private Conductor(
      ActorContext<ToConductor> context,
      TimerScheduler<ToConductor> timers,
      ConductorPlan plan,
      RunListener listener) {
    super(context);
    this.plan = plan;
    this.listener = listener;
    this.timers = timers;
    this.ledger = new TickLedger(plan.machines());
    this.timetable = new Timetable(plan.quantumNanos(), plan.endNanos());
    this.roster = new Roster(plan.machines());
    ActorRef<ClusterEvent.MemberRemoved> removed =
        context.messageAdapter(
            ClusterEvent.MemberRemoved.class,
            event -> new ConductorCommand.ProcessLost(event.member().address().toString()));
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(Subscribe.create(removed, ClusterEvent.MemberRemoved.class));
    ActorRef<WireRefusal> refusals =
        context.messageAdapter(
            WireRefusal.class, refusal -> new ConductorCommand.NotSent(refusal.why()));
    context
        .getSystem()
        .eventStream()
        .tell(new EventStream.Subscribe<>(WireRefusal.class, refusals));
    timers.startSingleTimer("patience", new ConductorCommand.TimedOut(), plan.patience());
  }

  @Override
  public Receive<ToConductor> createReceive() {
    return newReceiveBuilder()
        .onMessage(MachineReport.Done.class, guarded(this::onDone))
        .onMessage(MachineReport.Received.class, guarded(this::onReceived))
        .onMessage(ConductorCommand.Proceed.class, guarded(proceed -> open()))
        .onMessage(MachineReport.Ready.class, guarded(this::onReady))
        .onMessage(MachineReport.Joined.class, guarded(this::onJoined))
        .onMessage(MachineReport.Figures.class, guarded(this::onFigures))
        .onMessage(MachineReport.Summary.class, guarded(this::onSummary))
        .onMessage(ConductorCommand.ProcessLost.class, guarded(this::onProcessLost))
        .onMessage(MachineReport.Failed.class, guarded(this::onFailed))
        .onMessage(MachineReport.Unrecorded.class, guarded(this::onUnrecorded))
        .onMessage(ConductorCommand.ProcessExited.class, guarded(this::onProcessExited))
        .onMessage(ConductorCommand.Give.class, guarded(this::onGive))
        .onMessage(
            ConductorCommand.NotSent.class,
            guarded(notSent -> fail(RunOutcome.CONDUCTOR, notSent.why())))
        .onMessage(ConductorCommand.Interrupt.class, guarded(interrupt -> onInterrupt()))
        .onMessage(ConductorCommand.TimedOut.class, guarded(timedOut -> onTimedOut()))
        .build();
  }

  /**
   * What goes wrong here is the end of the run, never of the conductor: the launcher waits for the
   * end. The listener writes files and says so with an exception of its own.
   */
  private <M extends ToConductor> Function<M, Behavior<ToConductor>> guarded(Consumer<M> handler) {
    return message -> {
      try {
        handler.accept(message);
      } catch (UncheckedIOException e) {
        fail(RunOutcome.RECORDER, e.getCause().getMessage());
      } catch (RuntimeException e) {
        getContext().getLog().error("the conductor failed in tick {} at {}", tick, message, e);
        fail(RunOutcome.CONDUCTOR, e.toString());
      }
      return this;
    };
  }

  private void onReady(MachineReport.Ready message) {
    ActorRef<MachineCommand> actor =
        ActorRefResolver.get(getContext().getSystem()).resolveActorRef(message.actor());
    actor.tell(new MachineCommand.Welcome());
    if (phase == Phase.GATHERING && plan.machines().contains(message.machine())) {
      roster.add(message, actor);
      if (roster.isComplete()) {
        begin();
      }
    } else if (phase == Phase.TICKING
        && plan.machines().contains(message.machine())
        && !ledger.living().contains(message.machine())) {
      roster.add(message, actor);
      if (!awaited.isEmpty()) {
        open();
      }
    }
  }

  private void begin() {
    timers.cancel("patience");
    listener.begun(plan.machines(), roster.columns());
    introduce();
    phase = Phase.TICKING;
    paceOrigin = WallClock.nanos();
    open();
  }

  private void introduce() {
    MachineCommand.Begin begin = new MachineCommand.Begin(roster.peers());
    ledger.living().forEach(machine -> roster.tell(machine, begin));
  }

  /** Opens the tick in which the next thing happens, once everybody is there who takes part. */
  private void open() {
    if (phase != Phase.TICKING) {
      return;
    }
    timetable.goOn(ledger.living()).forEach(listener::expected);
    long wantedNanos = orders.isWaiting() ? endNanos : Long.MAX_VALUE;
    long from = timetable.nextStart(ledger.living(), wantedNanos, endNanos);
    awaited = timetable.due(from);
    if (!awaited.isEmpty()) {
      callBack(from);
      return;
    }
    timers.cancel("patience");
    held = false;
    done.clear();
    tick++;
    startNanos = from;
    endNanos = timetable.endOf(startNanos);
    timetable.goOff(endNanos, ledger.living()).forEach(this::switchOff);
    if (timetable.isLast(startNanos)) {
      orders.refuse("the run is at its end");
    }
    orders.give(tick, startNanos, order -> listener.ordered(order, tick, startNanos));
    timetable.wake(orders.machines(), startNanos);
    List<String> participants = timetable.open(endNanos, ledger.living());
    ledger.open(participants);
    List<MachineCommand.Loss> losses = roster.losses();
    for (String machine : participants) {
      roster.tell(
          machine,
          new MachineCommand.Open(
              tick, startNanos, endNanos, losses, timetable.news(machine), orders.of(machine)));
    }
    commitIfComplete();
  }

  /** As a loss in the tick that begins, but nobody need be asked whether the run survives it. */
  private void switchOff(String machine) {
    ledger.lose(machine);
    roster.lose(machine, tick);
    roster.tell(machine, new MachineCommand.PowerOff());
    listener.switchedOff(machine, tick, startNanos);
  }

  /** It waits for the next tick, which begins where the tick in hand ends. */
  private void onGive(ConductorCommand.Give order) {
    if (phase == Phase.TICKING && !stopping) {
      orders.add(order);
    } else {
      String why = phase == Phase.GATHERING ? "the run has not begun" : "the run is at its end";
      order.reply().accept(new ConductorCommand.Given.Refused(why));
    }
  }

  /** Those who are awaited at this time recover as soon as their process is there. */
  private void callBack(long fromNanos) {
    if (!timers.isTimerActive("patience")) {
      timers.startSingleTimer("patience", new ConductorCommand.TimedOut(), plan.patience());
    }
    for (String machine : awaited) {
      if (roster.hasReturned(machine) && timetable.call(machine)) {
        roster.tell(
            machine,
            new MachineCommand.Rejoin(
                roster.peers(), fromNanos, roster.lostTick(machine) - 1, tick + 1));
      }
    }
  }

  /** Everybody hears where the machine now is before the tick in which it takes part again. */
  private void onJoined(MachineReport.Joined joined) {
    String machine = joined.machine();
    if (phase != Phase.TICKING || !timetable.isAway(machine)) {
      return;
    }
    timetable.joined(machine);
    ledger.join(machine);
    roster.joined(machine, tick + 1);
    introduce();
    listener.returned(machine, tick + 1, endNanos);
    open();
  }

  private void onDone(MachineReport.Done message) {
    if (message.tick() == tick) {
      done.put(message.machine(), message);
      ledger.done(
          message.machine(), message.posted().stream().map(MachineReport.Posted::to).toList());
      message.received().forEach(from -> ledger.received(message.machine(), from));
    }
    commitIfComplete();
  }

  private void onReceived(MachineReport.Received message) {
    if (message.tick() == tick) {
      ledger.received(message.by(), message.from());
    }
    commitIfComplete();
  }

  private void commitIfComplete() {
    if (phase == Phase.TICKING && !held && awaited.isEmpty() && ledger.isComplete()) {
      commit();
    }
  }

  private void commit() {
    ledger.dropped().forEach(done::remove);
    List<List<SampleRow>> samples = new ArrayList<>();
    List<EventRecord> events = new ArrayList<>();
    for (String machine : plan.machines()) {
      MachineReport.Done report = done.get(machine);
      samples.add(report == null ? List.of() : report.samples());
      if (report != null) {
        events.addAll(report.events());
        timetable.book(report, ledger.living());
      }
    }
    events.sort(Comparator.comparingLong(EventRecord::timeNanos));
    listener.committed(tick, startNanos, endNanos, samples, events);
    if (!ledger.dropped().isEmpty()) {
      goOnWithout(ledger.dropped());
    } else {
      goOn();
    }
  }

  /** The tick in hand is committed without these machines. */
  private void goOnWithout(List<String> dead) {
    if (!dead.stream().allMatch(plan::survives)) {
      dead.forEach(machine -> listener.endedBy(machine, tick, startNanos));
      outcome = new RunOutcome.MachineLost(String.join(", ", dead), tick, startNanos);
      finish();
      return;
    }
    for (String machine : dead) {
      boolean comesBack = plan.boot().containsKey(machine);
      if (comesBack) {
        timetable.lost(machine, endNanos + plan.boot().get(machine).toNanos());
      }
      listener.lost(machine, tick, startNanos, comesBack);
      if (comesBack) {
        listener.expected(machine);
      }
    }
    goOn();
  }

  private void goOn() {
    if (stopping) {
      outcome = new RunOutcome.Interrupted(endNanos);
      finish();
    } else if (endNanos > plan.endNanos()) {
      finish();
    } else {
      schedule();
    }
  }

  private void schedule() {
    long delay = 0;
    if (plan.pace().isPresent()) {
      long due = paceOrigin + (long) (endNanos / plan.pace().getAsDouble());
      delay = due - WallClock.nanos();
    }
    if (delay > 0) {
      held = true;
      timers.startSingleTimer("pace", new ConductorCommand.Proceed(), Duration.ofNanos(delay));
    } else {
      open();
    }
  }

  private void finish() {
    phase = Phase.FINISHING;
    orders.refuse("the run is at its end");
    held = false;
    timers.startSingleTimer("patience", new ConductorCommand.TimedOut(), plan.patience());
    ledger.living().forEach(machine -> roster.tell(machine, new MachineCommand.Finish()));
    endIfSummarised();
  }

  private void onFigures(MachineReport.Figures part) {
    lastWords.add(part);
  }

  private void onSummary(MachineReport.Summary last) {
    lastWords.add(last);
    endIfSummarised();
  }

  private void endIfSummarised() {
    if (phase == Phase.FINISHING && lastWords.missing(ledger.living()).isEmpty()) {
      end();
    }
  }

  private void end() {
    phase = Phase.ENDED;
    orders.refuse("the run is at its end");
    held = false;
    timers.cancelAll();
    listener.ended(outcome, lastWords.of(plan.machines()));
  }

  private void onProcessLost(ConductorCommand.ProcessLost lost) {
    List<String> machines = roster.at(lost.address());
    if (phase == Phase.GATHERING && !machines.isEmpty()) {
      notStarted(machines, "its process ended before the run began");
      return;
    }
    if (held && !machines.isEmpty()) {
      // What is committed stays so: the loss falls into the next tick, which need not wait.
      timers.cancel("pace");
      open();
    }
    boolean any = false;
    for (String machine : machines) {
      if (ledger.lose(machine)) {
        roster.lose(machine, awaited.isEmpty() ? tick : tick + 1);
        any = true;
      }
    }
    if (any && phase == Phase.TICKING && !awaited.isEmpty()) {
      goOnWithout(machines);
    } else if (any && phase == Phase.FINISHING) {
      loseBeforeSummary(machines);
      endIfSummarised();
    } else if (any) {
      commitIfComplete();
    }
  }

  /** All ticks are committed, but the closing figures of these will be missing. */
  private void loseBeforeSummary(List<String> machines) {
    List<String> missing = lastWords.missing(machines);
    if (!missing.isEmpty() && outcome instanceof RunOutcome.Completed) {
      outcome = new RunOutcome.MachineLost(String.join(", ", missing), tick, startNanos);
    }
  }

  /**
   * Whoever has started a process knows of its end long before the cluster would miss it. The
   * cluster removes nobody that it can still reach, downed or not, so its word is not waited for.
   */
  private void onProcessExited(ConductorCommand.ProcessExited exited) {
    if (phase == Phase.GATHERING) {
      notStarted(
          exited.machines(),
          "its process ended with exit code " + exited.exitCode() + " before the run began");
      return;
    }
    Cluster cluster = Cluster.get(getContext().getSystem());
    for (String address : roster.addressesOf(exited.machines())) {
      cluster.manager().tell(new Down(AddressFromURIString.parse(address)));
      onProcessLost(new ConductorCommand.ProcessLost(address));
    }
  }

  private void onFailed(MachineReport.Failed failed) {
    fail(failed.machine(), failed.why());
  }

  private void onUnrecorded(MachineReport.Unrecorded message) {
    fail(RunOutcome.RECORDER, "machine " + message.machine() + ": " + message.why());
  }

  /** A tick that runs is finished first; where none does, the end is at once. */
  private void onInterrupt() {
    stopping = true;
    if (phase == Phase.GATHERING) {
      outcome = new RunOutcome.Interrupted(0);
      end();
    } else if (held || !awaited.isEmpty()) {
      timers.cancel("pace");
      outcome = new RunOutcome.Interrupted(endNanos);
      finish();
    }
  }

  private void onTimedOut() {
    if (phase == Phase.GATHERING) {
      notStarted(roster.missing(), "did not come within " + plan.patience());
    } else if (phase == Phase.FINISHING) {
      List<String> missing = lastWords.missing(ledger.living());
      fail(String.join(", ", missing), "did not tell its closing figures in time");
    } else if (!awaited.isEmpty()) {
      fail(String.join(", ", awaited), "did not come back within " + plan.patience());
    }
  }

  private void notStarted(List<String> machines, String why) {
    outcome = new RunOutcome.NotStarted(String.join(", ", machines), why);
    end();
  }

  private void fail(String machine, String why) {
    if (phase != Phase.ENDED) {
      outcome = new RunOutcome.Failed(machine, startNanos, why);
      end();
    }
  }
}

package kagemusha.kernel.conductor;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.kernel.machine.ToConductor;
import kagemusha.kernel.wall.WallClock;
import kagemusha.kernel.wire.WireRefusal;
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
  private final Agenda agenda = new Agenda();
  private final Moves moves = new Moves();
  private final Absentees absentees;
  private final Orders orders = new Orders();
  private final Switches switches = new Switches();
  private final List<MachineCommand.Loss> losses = new ArrayList<>();
  private final Map<String, MachineReport.Ready> ready = new TreeMap<>();
  private final Map<String, ActorRef<MachineCommand>> actors = new LinkedHashMap<>();
  private final Map<String, MachineReport.Done> done = new TreeMap<>();
  private final Map<String, List<Statistic>> figures = new TreeMap<>();
  private final Map<String, MachineReport.Summary> summaries = new TreeMap<>();

  private Phase phase = Phase.GATHERING;
  private RunOutcome outcome = new RunOutcome.Completed();
  private boolean stopping;

  /** The tick in hand is committed, and the pace does not allow the next one yet. */
  private boolean held;

  /** The tick in hand is committed, and the next one waits for a machine that is due back. */
  private boolean awaiting;

  /** Machines that have died and whose new process has said so much as a greeting. */
  private final Set<String> returned = new TreeSet<>();

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
    this.absentees = new Absentees(plan.quantumNanos());
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
      ready.put(message.machine(), message);
      actors.put(message.machine(), actor);
      if (ready.size() == plan.machines().size()) {
        begin();
      }
    } else if (phase == Phase.TICKING && !ledger.living().contains(message.machine())) {
      ready.put(message.machine(), message);
      actors.put(message.machine(), actor);
      returned.add(message.machine());
      if (awaiting) {
        open();
      }
    }
  }

  private void begin() {
    timers.cancel("patience");
    listener.begun(
        plan.machines(), plan.machines().stream().map(each -> ready.get(each).columns()).toList());
    actors.values().forEach(actor -> actor.tell(new MachineCommand.Begin(peers())));
    phase = Phase.TICKING;
    paceOrigin = WallClock.nanos();
    open();
  }

  private List<MachineCommand.Peer> peers() {
    return plan.machines().stream()
        .map(machine -> new MachineCommand.Peer(machine, ready.get(machine).actor()))
        .toList();
  }

  /**
   * Opens the tick in which the next thing happens. Ticks lie on a fixed grid of quanta, so that a
   * jump over idle time changes nothing. The last one is a nanosecond long and takes the last
   * samples.
   */
  private void open() {
    if (phase != Phase.TICKING) {
      return;
    }
    switches.goOn(ledger.living(), absentees).forEach(listener::expected);
    long nextNanos = Math.min(agenda.nextNanos(ledger.living()), absentees.nextNanos());
    nextNanos = Math.min(nextNanos, switches.nextNanos());
    long from = Math.min(nextNanos - nextNanos % plan.quantumNanos(), plan.endNanos());
    from = orders.isWaiting() ? endNanos : Math.max(from, endNanos);
    awaiting = !allBack(from);
    if (awaiting) {
      return;
    }
    held = false;
    done.clear();
    tick++;
    startNanos = from;
    boolean last = startNanos >= plan.endNanos();
    endNanos = last ? startNanos + 1 : Math.min(startNanos + plan.quantumNanos(), plan.endNanos());
    switches.goOff(endNanos, ledger.living()).forEach(this::switchOff);
    if (last) {
      orders.refuse("the run is at its end");
    }
    orders.give(tick, startNanos, order -> listener.ordered(order, tick, startNanos));
    orders.machines().forEach(machine -> agenda.wake(machine, startNanos));
    List<String> participants = agenda.open(endNanos, ledger.living());
    ledger.open(participants);
    for (String machine : participants) {
      actors
          .get(machine)
          .tell(
              new MachineCommand.Open(
                  tick,
                  startNanos,
                  endNanos,
                  List.copyOf(losses),
                  moves.news(machine),
                  orders.of(machine)));
    }
    commitIfComplete();
  }

  /** As a loss in the tick that begins, but nobody need be asked whether the run survives it. */
  private void switchOff(String machine) {
    ledger.lose(machine);
    losses.add(new MachineCommand.Loss(machine, tick, Long.MAX_VALUE));
    actors.get(machine).tell(new MachineCommand.PowerOff());
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

  /** Whether everybody is there who is to take part at this time; calls those who are not. */
  private boolean allBack(long fromNanos) {
    List<String> due = fromNanos < plan.endNanos() ? absentees.due(fromNanos) : List.of();
    if (due.isEmpty()) {
      timers.cancel("patience");
      return true;
    }
    if (!timers.isTimerActive("patience")) {
      timers.startSingleTimer("patience", new ConductorCommand.TimedOut(), plan.patience());
    }
    for (String machine : due) {
      if (returned.contains(machine) && absentees.call(machine)) {
        actors
            .get(machine)
            .tell(
                new MachineCommand.Rejoin(
                    peers(), fromNanos, lossOf(machine).tick() - 1, tick + 1));
      }
    }
    return false;
  }

  private MachineCommand.Loss lossOf(String machine) {
    return losses.stream()
        .filter(loss -> loss.machine().equals(machine) && loss.backTick() == Long.MAX_VALUE)
        .findFirst()
        .orElseThrow();
  }

  /** Everybody hears where the machine now is before the tick in which it takes part again. */
  private void onJoined(MachineReport.Joined joined) {
    String machine = joined.machine();
    if (phase != Phase.TICKING || !absentees.isAway(machine)) {
      return;
    }
    absentees.joined(machine);
    returned.remove(machine);
    ledger.join(machine);
    agenda.forget(machine);
    moves.forget(machine);
    MachineCommand.Loss loss = lossOf(machine);
    losses.set(losses.indexOf(loss), new MachineCommand.Loss(machine, loss.tick(), tick + 1));
    ledger.living().forEach(each -> actors.get(each).tell(new MachineCommand.Begin(peers())));
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
    if (phase == Phase.TICKING && !held && !awaiting && ledger.isComplete()) {
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
        agenda.book(report);
        moves.announce(report.moves());
        agenda.book(report.moves(), ledger.living());
        switches.announce(report.moves());
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
        absentees.lost(machine, endNanos + plan.boot().get(machine).toNanos());
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
    ledger.living().forEach(machine -> actors.get(machine).tell(new MachineCommand.Finish()));
    endIfSummarised();
  }

  private void onFigures(MachineReport.Figures part) {
    figures.computeIfAbsent(part.machine(), key -> new ArrayList<>()).addAll(part.statistics());
  }

  private void onSummary(MachineReport.Summary last) {
    List<Statistic> all = new ArrayList<>(figures.getOrDefault(last.machine(), List.of()));
    all.addAll(last.statistics());
    summaries.put(
        last.machine(), new MachineReport.Summary(last.machine(), all, last.links(), last.wire()));
    endIfSummarised();
  }

  private void endIfSummarised() {
    if (phase == Phase.FINISHING && summaries.keySet().containsAll(ledger.living())) {
      end();
    }
  }

  private void end() {
    phase = Phase.ENDED;
    orders.refuse("the run is at its end");
    held = false;
    timers.cancelAll();
    List<MachineReport.Summary> inOrder = new ArrayList<>();
    for (String machine : plan.machines()) {
      if (summaries.containsKey(machine)) {
        inOrder.add(summaries.get(machine));
      }
    }
    listener.ended(outcome, inOrder);
  }

  private void onProcessLost(ConductorCommand.ProcessLost lost) {
    List<String> machines =
        ready.values().stream()
            .filter(each -> each.address().equals(lost.address()))
            .map(MachineReport.Ready::machine)
            .toList();
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
        losses.add(new MachineCommand.Loss(machine, awaiting ? tick + 1 : tick, Long.MAX_VALUE));
        any = true;
      }
    }
    if (any && phase == Phase.TICKING && awaiting) {
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
    List<String> missing = new ArrayList<>(machines);
    missing.removeAll(summaries.keySet());
    if (!missing.isEmpty() && outcome instanceof RunOutcome.Completed) {
      outcome = new RunOutcome.MachineLost(String.join(", ", missing), tick, startNanos);
    }
  }

  /** Once the machines tick, their death is for the cluster to judge. */
  private void onProcessExited(ConductorCommand.ProcessExited exited) {
    if (phase == Phase.GATHERING) {
      notStarted(
          exited.machines(),
          "its process ended with exit code " + exited.exitCode() + " before the run began");
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
    } else if (held || awaiting) {
      timers.cancel("pace");
      outcome = new RunOutcome.Interrupted(endNanos);
      finish();
    }
  }

  private void onTimedOut() {
    if (phase == Phase.GATHERING) {
      List<String> missing = new ArrayList<>(plan.machines());
      missing.removeAll(ready.keySet());
      notStarted(missing, "did not come within " + plan.patience());
    } else if (phase == Phase.FINISHING) {
      List<String> missing = new ArrayList<>(ledger.living());
      missing.removeAll(summaries.keySet());
      fail(String.join(", ", missing), "did not tell its closing figures in time");
    } else if (awaiting) {
      fail(
          String.join(", ", absentees.due(endNanos)),
          "did not come back within " + plan.patience());
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

package kagemusha.kernel.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.wall.WallClock;
import kagemusha.kernel.wire.WireRefusal;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * An emulated machine: runs the ticks that the conductor opens by asking its entities in order, and
 * exchanges mail with its peers.
 *
 * <pre>
 * Starting --all entities started--> Greeting --Welcome--> Waiting
 * Greeting --Rejoin--> Starting --all entities started, Joined--> Waiting   (after a loss)
 * Waiting  --Open--> Running --tick closed--> Waiting      (mail may arrive in any state)
 * any      --Finish--> Summarising --> Waiting
 * any      --entity broke--> Stopped, after telling the conductor
 * </pre>
 */
public final class MachineActor extends AbstractBehavior<MachineCommand> {
  /** Entities and their machine run on a dispatcher of their own. */
  public static final String DISPATCHER = "kagemusha.machine-dispatcher";

  /** Closing figures in one message, of 100 to 200 bytes each: well below the frame size. */
  private static final int MOST_FIGURES = 1_000;

  private static final Duration GREETING = Duration.ofMillis(300);

  private final Supplier<MachineBlueprint> blueprints;
  private final Directory directory;
  private final MachineBlueprint blueprint;
  private final RunSettings settings;
  private final MachineCore core;
  private final ActorRef<ToConductor> conductor;
  private final Map<EntityId, ActorRef<EntityShell.Command>> shells = new LinkedHashMap<>();
  private final Map<String, ActorRef<MachineCommand>> peers = new LinkedHashMap<>();
  private final Postbox postbox = new Postbox();
  private final TimerScheduler<MachineCommand> timers;
  private final List<Statistic> statistics = new ArrayList<>();
  private final List<EntityId> order;
  private final List<String> received = new ArrayList<>();
  private final Set<String> spawned = new TreeSet<>();
  private int comings;
  private ShellCall asked;

  private final boolean rejoining;
  private EntityShell.Start start;
  private int starting;
  private int summarised;
  private boolean welcome;

  /** It is away: what is sent to it is lost. */
  private boolean dark;

  private boolean running;
  private long tick = -1;
  private long openedAt;
  private long doneAt = WallClock.nanos();
  private long workNanos;
  private long waitNanos;

  /** The behaviour of one machine that never comes back. */
  public static Behavior<MachineCommand> create(
      MachineBlueprint blueprint,
      RunSettings settings,
      Directory directory,
      ActorRef<ToConductor> conductor,
      boolean rejoining) {
    return create(() -> blueprint, settings, directory, conductor, rejoining);
  }

  /**
   * The behaviour of one machine.
   *
   * @param blueprints makes it, and again when it has been switched off
   * @param rejoining whether it was lost earlier in the run and now comes back
   */
  public static Behavior<MachineCommand> create(
      Supplier<MachineBlueprint> blueprints,
      RunSettings settings,
      Directory directory,
      ActorRef<ToConductor> conductor,
      boolean rejoining) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new MachineActor(
                        context, timers, blueprints, settings, directory, conductor, rejoining)));
  }

  private MachineActor(
      ActorContext<MachineCommand> context,
      TimerScheduler<MachineCommand> timers,
      Supplier<MachineBlueprint> blueprints,
      RunSettings settings,
      Directory directory,
      ActorRef<ToConductor> conductor,
      boolean rejoining) {
    super(context);
    this.timers = timers;
    this.blueprints = blueprints;
    this.directory = directory;
    MachineBlueprint blueprint = blueprints.get();
    this.blueprint = rejoining ? blueprint.withoutVisitors() : blueprint;
    this.settings = settings;
    this.core = new MachineCore(this.blueprint, settings, directory);
    this.conductor = conductor;
    this.blueprint.entities().forEach(this::spawn);
    this.order = List.copyOf(shells.keySet());
    this.rejoining = rejoining;
    this.dark = rejoining;
    ActorRef<WireRefusal> refusals =
        context.messageAdapter(
            WireRefusal.class, refusal -> new MachineCommand.Broken(refusal.why()));
    context
        .getSystem()
        .eventStream()
        .tell(new EventStream.Subscribe<>(WireRefusal.class, refusals));
    if (rejoining) {
      greetUntilWelcome();
    } else {
      start(new EntityShell.Start(0, Long.MAX_VALUE));
    }
  }

  @Override
  public Receive<MachineCommand> createReceive() {
    return newReceiveBuilder()
        .onMessage(MachineCommand.Answered.class, this::onAnswered)
        .onMessage(MachineCommand.MailPart.class, this::onMail)
        .onMessage(MachineCommand.Open.class, this::onOpen)
        .onMessage(MachineCommand.Started.class, this::onStarted)
        .onMessage(MachineCommand.Greet.class, greet -> greet())
        .onMessage(MachineCommand.Welcome.class, this::onWelcome)
        .onMessage(MachineCommand.Begin.class, this::onBegin)
        .onMessage(MachineCommand.Rejoin.class, this::onRejoin)
        .onMessage(MachineCommand.PowerOff.class, off -> goOff())
        .onMessage(MachineCommand.Finish.class, finish -> summariseNext())
        .onMessage(MachineCommand.Summarised.class, this::onSummarised)
        .onMessage(MachineCommand.Broken.class, broken -> fail(broken.why()))
        .onMessage(MachineCommand.JournalLost.class, this::onJournalLost)
        .build();
  }

  /** An entity that comes back after it has left gets an actor of a new name. */
  private void spawn(Entity<?> entity) {
    String name = entity.id().name().replace('&', '+');
    String numbered = spawned.add(name) ? name : name + "-" + ++comings;
    shells.put(
        entity.id(),
        getContext()
            .spawn(
                EntityShell.create(
                    blueprint.name(), entity, settings, core.directory(), getContext().getSelf()),
                numbered,
                DispatcherSelector.fromConfig(DISPATCHER)));
  }

  private Behavior<MachineCommand> start(EntityShell.Start at) {
    start = at;
    core.begin(at.nowNanos());
    return startNext();
  }

  private Behavior<MachineCommand> startNext() {
    if (starting < order.size()) {
      shells.get(order.get(starting)).tell(start);
      return this;
    }
    if (rejoining) {
      conductor.tell(new MachineReport.Joined(blueprint.name()));
      return this;
    }
    return greetUntilWelcome();
  }

  private Behavior<MachineCommand> greetUntilWelcome() {
    timers.startTimerWithFixedDelay("greet", new MachineCommand.Greet(), GREETING);
    return greet();
  }

  private Behavior<MachineCommand> onStarted(MachineCommand.Started started) {
    try {
      core.started(
          order.get(starting++), started.answer().effects(), started.answer().nextWorkNanos());
      return startNext();
    } catch (RuntimeException e) {
      return fail(e);
    }
  }

  /** Repeated until the conductor answers, because nobody knows which of the two is up first. */
  private Behavior<MachineCommand> greet() {
    if (!welcome) {
      var self =
          ActorRefResolver.get(getContext().getSystem())
              .toSerializationFormat(getContext().getSelf());
      String address = Cluster.get(getContext().getSystem()).selfMember().address().toString();
      conductor.tell(new MachineReport.Ready(blueprint.name(), self, address, core.columns()));
    }
    return this;
  }

  private Behavior<MachineCommand> onWelcome(MachineCommand.Welcome message) {
    welcome = true;
    timers.cancel("greet");
    return this;
  }

  private Behavior<MachineCommand> onBegin(MachineCommand.Begin begin) {
    meet(begin.peers());
    return this;
  }

  private Behavior<MachineCommand> onRejoin(MachineCommand.Rejoin rejoin) {
    dark = false;
    meet(rejoin.peers());
    postbox.forgetBefore(rejoin.firstTick());
    return start(new EntityShell.Start(rejoin.startNanos(), rejoin.committedTick()));
  }

  /** Its entities stop; then everything begins anew, in wait for a {@code Rejoin}. */
  private Behavior<MachineCommand> goOff() {
    timers.cancelAll();
    List<ActorRef<EntityShell.Command>> living = new ArrayList<>(shells.values());
    living.forEach(getContext()::watch);
    living.forEach(getContext()::stop);
    Behavior<MachineCommand> again = create(blueprints, settings, directory, conductor, true);
    return living.isEmpty() ? again : going(living, again);
  }

  private static Behavior<MachineCommand> going(
      List<ActorRef<EntityShell.Command>> living, Behavior<MachineCommand> again) {
    return Behaviors.receive(MachineCommand.class)
        .onMessage(MachineCommand.class, lost -> Behaviors.same())
        .onSignal(
            Terminated.class,
            end -> {
              living.removeIf(each -> each.path().equals(end.getRef().path()));
              return living.isEmpty() ? again : Behaviors.same();
            })
        .build();
  }

  private void meet(List<MachineCommand.Peer> all) {
    ActorRefResolver resolver = ActorRefResolver.get(getContext().getSystem());
    for (MachineCommand.Peer peer : all) {
      peers.put(peer.machine(), resolver.resolveActorRef(peer.actor()));
    }
  }

  private Behavior<MachineCommand> onOpen(MachineCommand.Open open) {
    openedAt = WallClock.nanos();
    waitNanos += openedAt - doneAt;
    tick = open.tick();
    try {
      core.learn(open.news(), open.startNanos());
      List<String> senders = List.copyOf(peers.keySet());
      for (Mail mail : postbox.collect(tick, senders, open.losses())) {
        core.receive(mail);
      }
      open.orders().forEach(order -> core.receive(order, open.startNanos()));
      running = true;
      received.clear();
      core.open(tick, open.startNanos(), open.endNanos());
      return proceed();
    } catch (RuntimeException e) {
      return fail(e);
    }
  }

  private Behavior<MachineCommand> onAnswered(MachineCommand.Answered answered) {
    try {
      core.apply(answered.answer());
      if (asked.goes()) {
        getContext().stop(shells.remove(asked.target()));
      }
      return proceed();
    } catch (RuntimeException e) {
      return fail(e);
    }
  }

  private Behavior<MachineCommand> proceed() {
    try {
      asked = core.next();
      if (asked == null) {
        close();
      } else {
        if (asked.comes()) {
          spawn(blueprint.visitor(asked.target()));
        }
        shells.get(asked.target()).tell(new EntityShell.Call(asked));
      }
      return this;
    } catch (RuntimeException e) {
      return fail(e);
    }
  }

  private void close() {
    TickYield yield = core.drain();
    for (Map.Entry<String, Mail> entry : yield.mail().entrySet()) {
      String to = entry.getKey();
      if (to.equals(blueprint.name())) {
        postbox.keep(tick, to, entry.getValue());
      } else {
        ActorRef<MachineCommand> peer = peers.get(to);
        postbox.post(tick, blueprint.name(), entry.getValue(), peer::tell);
      }
    }
    running = false;
    doneAt = WallClock.nanos();
    workNanos += doneAt - openedAt;
    conductor.tell(yield.report(blueprint.name(), tick, received, core.nextNanos()));
  }

  private Behavior<MachineCommand> onMail(MachineCommand.MailPart part) {
    if (dark) {
      return this;
    }
    try {
      if (postbox.take(part)) {
        acknowledge(part);
      }
      return this;
    } catch (RuntimeException e) {
      return fail(e);
    }
  }

  /** With the report of a tick that is still running here, or by itself. */
  private void acknowledge(MachineCommand.MailPart part) {
    if (running && part.tick() == tick) {
      received.add(part.from());
    } else {
      conductor.tell(new MachineReport.Received(part.tick(), blueprint.name(), part.from()));
    }
  }

  private Behavior<MachineCommand> summariseNext() {
    List<EntityId> present = core.present();
    if (summarised < present.size()) {
      shells.get(present.get(summarised)).tell(new EntityShell.Summarise());
    } else {
      statistics.addAll(core.faultStatistics());
      while (statistics.size() > MOST_FIGURES) {
        List<Statistic> first = statistics.subList(0, MOST_FIGURES);
        conductor.tell(new MachineReport.Figures(blueprint.name(), List.copyOf(first)));
        first.clear();
      }
      conductor.tell(
          new MachineReport.Summary(
              blueprint.name(),
              List.copyOf(statistics),
              core.linkTotals(),
              new MachineReport.WireTotal(
                  postbox.messages(), postbox.bytes(), workNanos, waitNanos)));
    }
    return this;
  }

  private Behavior<MachineCommand> onSummarised(MachineCommand.Summarised message) {
    statistics.addAll(message.statistics());
    summarised++;
    return summariseNext();
  }

  private Behavior<MachineCommand> onJournalLost(MachineCommand.JournalLost lost) {
    conductor.tell(new MachineReport.Unrecorded(blueprint.name(), lost.why()));
    return Behaviors.stopped();
  }

  private Behavior<MachineCommand> fail(RuntimeException e) {
    getContext().getLog().error("machine {} failed in tick {}", blueprint.name(), tick, e);
    return fail(e.getMessage() == null ? e.toString() : e.getMessage());
  }

  private Behavior<MachineCommand> fail(String why) {
    conductor.tell(new MachineReport.Failed(blueprint.name(), tick, why));
    return Behaviors.stopped();
  }
}

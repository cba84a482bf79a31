package kagemusha.node;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.backup.VmDisks;
import kagemusha.config.Topology;
import kagemusha.config.VmOperation;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Departure;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.image.ImagedEntity;
import kagemusha.node.audit.Acknowledged;
import kagemusha.node.migration.Journey;
import kagemusha.node.migration.MigrationNotice;
import kagemusha.node.migration.MigrationService;
import kagemusha.node.migration.Trip;

/**
 * A virtual machine: its life, its place in the cluster and on a host, and its way from one host to
 * another. What is in it is its {@link GuestSystem}.
 *
 * <p>A guest that stands still takes note of nothing: rows wait, and so does what it is told. A
 * guest that is not there loses what it is told.
 */
public final class VirtualMachine implements ImagedEntity<VmCommand> {
  static final int REPORT_SECONDS = 10;
  static final long REPORT_NANOS = REPORT_SECONDS * 1_000_000_000L;

  private final transient EntityId id;
  private final transient Topology topology;
  private final transient VhdLayout layout;
  private final transient Topology.VmSpec spec;
  private final transient HostOfVm host;
  private final transient GroupOfVm cluster;
  private final transient List<EntityId> household;
  private final transient VmLifeRules rules;
  private final GuestSystem guest;
  private final Standing standing = new Standing();
  private VmLife life = new VmLife.Running();
  private ConfigurationResource configuration = ConfigurationResource.ONLINE;
  private Optional<VmDisks.TurnOff> whoTurnsOff = Optional.empty();

  /**
   * @param inGuest entities in its guest, which go where it goes
   */
  public VirtualMachine(
      Topology topology,
      Topology.VmSpec spec,
      String host,
      VhdLayout layout,
      List<EntityId> inGuest) {
    this.id = new EntityId(spec.name());
    this.topology = topology;
    this.layout = layout;
    this.spec = spec;
    this.host = new HostOfVm(host);
    this.cluster = new GroupOfVm(spec.name());
    this.household = Stream.concat(Stream.of(id), inGuest.stream()).toList();
    this.rules = new VmLifeRules(spec);
    this.guest = new GuestSystem(topology, spec, layout);
  }

  @Override
  public List<?> settings() {
    return List.of(topology, layout);
  }

  /** What its host reports of it, to look at. */
  public VmState state() {
    return life.state();
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<VmCommand> protocol() {
    return VmCommand.class;
  }

  @Override
  public VmCommand adapt(Message message) {
    return VmCommand.of(message);
  }

  /** A life that begins in the middle of a run is off, and knows nothing of its disks. */
  @Override
  public void start(Context context) {
    guest.start(context);
    if (context.nowNanos() > 0) {
      guest.startAnew(context);
      life = new VmLife.Off(false);
      cluster.report(life, configuration, host, context);
    }
    long reported = context.nowNanos() - context.nowNanos() % REPORT_NANOS;
    context.timer("usage", reported + REPORT_NANOS, new VmCommand.ReportUsage());
    host.tell(context, presence(true));
  }

  @Override
  public void on(VmCommand command, Context context) {
    if (command instanceof VmCommand.ReportUsage) {
      reportUsage(context);
    } else if (command instanceof VmCommand.AskState ask) {
      context.tell(
          ask.replyTo(),
          new VmCommand.StateIs(ask.set(), id.name(), life.state(), spec.life().integration()));
    } else if (command instanceof VmCommand.Asked asked) {
      asked(asked.order(), context);
    } else if (command instanceof VmCommand.LifeGoesOn) {
      become(rules.timeOver(life, isReady(context)), context);
    } else if (command instanceof VmCommand.Off off) {
      turnOff(off.order(), context);
    } else if (command instanceof VmCommand.FromAgent from) {
      context.tell(from.describe().replyTo(), guest.describe(from.describe().job()));
    } else if (command instanceof VmCommand.ForFilter filter) {
      guest.on(filter.command(), life.guest() == VmLife.Guest.RUNS, context);
    } else if (command instanceof VmCommand.ForLogs logs) {
      context.tell(logs.ask().replyTo(), guest.logs(logs.ask()));
    } else if (command instanceof VmCommand.FromCluster from) {
      asked(cluster.order(from.order()), context);
    } else if (command instanceof VmCommand.ForAuditor audit) {
      context.outOfBand(audit.ask().replyTo(), acknowledged());
    } else if (command instanceof VmCommand.FromArray from) {
      guest.found(from.notice());
    } else if (command instanceof VmCommand.ForResource forResource) {
      if (forResource.command() instanceof VmDisks.Restored) {
        guest.forgetDisks();
        become(rules.restored(life), context);
      }
      configuration = configuration.on(forResource.command(), id.name(), context);
      cluster.report(life, configuration, host, context);
    } else if (command instanceof VmCommand.FromMigration from) {
      migration(from.notice(), context);
    } else if (command instanceof VmCommand.Drained) {
      leave(context);
    } else if (command instanceof VmCommand.LastWord) {
      host.tell(context, presence(false));
      cluster.left(host, context);
    } else if (command instanceof VmCommand.FromOwnAgent own) {
      guest.agentUsed(own.used().busyNanos());
    } else if (life.guest() == VmLife.Guest.FROZEN) {
      guest.onLater(command);
    } else if (life.guest() != VmLife.Guest.ABSENT) {
      guest.on(command, context);
    }
    guest.flush(context, host.storage());
  }

  private void asked(VmLife.Order order, Context context) {
    Optional<String> obstacle =
        order.verb() == VmOperation.Verb.LIVE_MIGRATE ? obstacle(order) : Optional.empty();
    if (obstacle.isPresent()) {
      become(rules.cannotMigrate(life, order, obstacle.get()), context);
    } else if (order.verb() != VmOperation.Verb.DELETE_RESOURCE) {
      become(rules.ask(life, order), context);
    } else if (configuration == ConfigurationResource.DELETED) {
      become(rules.refuse(life, order, "it has no resources in the cluster"), context);
    } else {
      var delete = new ConfigurationResource.Delete(order.by());
      configuration = configuration.on(delete, id.name(), context);
      cluster.report(life, configuration, host, context);
      become(rules.done(life, order), context);
    }
  }

  /** Why it cannot go there, whatever state it is in. */
  private Optional<String> obstacle(VmLife.Order order) {
    String to = order.to().orElse("");
    if (!topology.hostNames().contains(to)) {
      return Optional.of("there is no host '" + to + "'");
    } else if (to.equals(host.name())) {
      return Optional.of("it is on " + to);
    }
    return configuration == ConfigurationResource.DELETED
        ? Optional.of("it has no resources in the cluster")
        : Optional.empty();
  }

  /** Its disks are to be overwritten. */
  private void turnOff(VmDisks.TurnOff order, Context context) {
    Optional<String> refusal = configuration.refusal(order, id.name());
    if (refusal.isPresent()) {
      context.tell(order.replyTo(), new VmDisks.Refused(id.name(), order.job(), refusal.get()));
      return;
    }
    whoTurnsOff = Optional.of(order);
    guest.losesDisks();
    var turnOff = new VmLife.Order(VmOperation.Verb.TURN_OFF, order.job(), Optional.empty(), true);
    become(rules.ask(life, turnOff), context);
  }

  private void become(Decision<VmLife> decision, Context context) {
    VmLife before = life;
    life = decision.perform(context);
    if (life.state() != before.state()) {
      context.tell(host.writer(), new VmCommand.StateChanged(id.name(), life.state()));
      cluster.report(life, configuration, host, context);
    }
    journey(before, context);
    if (life instanceof VmLife.Starting && !(before instanceof VmLife.Starting)) {
      guest.survey(context);
    }
    if (life.guest() != before.guest()) {
      guestBecomes(before.guest(), context);
    }
    if (life instanceof VmLife.Off && whoTurnsOff.isPresent()) {
      VmDisks.TurnOff order = whoTurnsOff.get();
      whoTurnsOff = Optional.empty();
      context.tell(order.replyTo(), guest.describe(order.job()));
    }
  }

  private void guestBecomes(VmLife.Guest before, Context context) {
    switch (life.guest()) {
      case FROZEN -> standing.begin(context.nowNanos());
      case ENDS -> {
        if (before == VmLife.Guest.FROZEN) {
          guest.goOn(standing, context);
        } else {
          guest.shutDown(context);
        }
      }
      case RUNS -> {
        if (before == VmLife.Guest.FROZEN) {
          guest.goOn(standing, context);
        } else {
          guest.boot(context);
        }
      }
      case ABSENT -> guest.end(context);
    }
  }

  private VmDisks.Presence presence(boolean here) {
    return new VmDisks.Presence(id.name(), spec.memoryMb(), here);
  }

  private void migration(MigrationNotice notice, Context context) {
    if (notice instanceof MigrationNotice.StandStill still) {
      become(rules.standStill(life, still.journey()), context);
      drained(context);
    } else if (notice instanceof MigrationNotice.Stays stays) {
      become(rules.stays(life, stays.why()), context);
    } else if (life instanceof VmLife.Migrating) {
      guest.slow(1 / (1 - topology.migration().throughputLoss()));
    }
  }

  /** What a step in its life means for its way to another host. */
  private void journey(VmLife before, Context context) {
    if (life instanceof VmLife.Migrating migrating && !(before instanceof VmLife.Migrating)) {
      String to = migrating.order().to().orElseThrow();
      var trip = new Trip(id.name(), spec.memoryMb(), host.name(), to, migrating.order().by());
      context.tell(host.migration(), new MigrationService.Begin(trip));
    } else if (before instanceof VmLife.Migrating && !(life instanceof VmLife.Migrating)) {
      guest.slow(1);
      if (!(life instanceof VmLife.Leaving || life instanceof VmLife.Running)) {
        givesUp(context);
      }
    } else if (before.mayStillStay() && !(life instanceof VmLife.Leaving)) {
      givesUp(context);
    } else if (before instanceof VmLife.Arriving arriving && life instanceof VmLife.Running) {
      standing.report(id.name(), arriving.journey(), context);
    }
  }

  private void givesUp(Context context) {
    String why = "it is " + life.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    context.tell(host.migration(), new MigrationService.GivenUp(id.name(), why));
  }

  /** Of a machine that is to leave: when its last I/O came back. */
  private void drained(Context context) {
    if (life.mayStillStay() && guest.isQuiet(Long.MAX_VALUE - 1)) {
      standing.drained(context, new VmCommand.Drained());
    }
  }

  /** Everybody has to know a quantum ahead where it will be. */
  private void leave(Context context) {
    if (life instanceof VmLife.Leaving leaving && !leaving.departing()) {
      Journey journey = leaving.journey();
      long at = standing.leave(context);
      life = new VmLife.Leaving(leaving.order(), journey, true);
      context.depart(
          new Departure(household, journey.to(), at, journey.network(), journey.wireBytes()));
      context.timer("last word", at, new VmCommand.LastWord());
    }
  }

  /** Nobody of the old host who waits for an answer can be told. */
  @Override
  public void unpacked(Context context) {
    host.tell(context, presence(true));
    cluster.report(life, configuration, host, context);
    whoTurnsOff = Optional.empty();
    become(rules.arrived(life), context);
  }

  /** Another host has been given this machine; it does not know that here. */
  @Override
  public void evicted(Context context) {
    if (life.guest() != VmLife.Guest.ABSENT) {
      guest.end(context);
    }
    host.tell(context, presence(false));
    cluster.left(host, context);
  }

  /** Whether no I/O is in flight; what has come back to a frozen guest counts as come back. */
  private boolean isReady(Context context) {
    return guest.isQuiet(context.nowNanos())
        && (!(life instanceof VmLife.Starting) || guest.knowsDisks())
        && (life.guest() != VmLife.Guest.ENDS || guest.isShutDown());
  }

  private void reportUsage(Context context) {
    context.tell(host.id(), new HyperVHost.GuestUsage(guest.drainBusyNanos(isAtWork())));
    context.timer("usage", context.nowNanos() + REPORT_NANOS, new VmCommand.ReportUsage());
  }

  private boolean isAtWork() {
    return life.guest() == VmLife.Guest.RUNS || life.guest() == VmLife.Guest.ENDS;
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    if (rows instanceof IoCompletions back) {
      standing.back(back);
    }
    guest.accept(from, rows);
  }

  @Override
  public long nextWorkNanos() {
    return life.guest() == VmLife.Guest.FROZEN
        ? guest.nextFailureNanos()
        : Math.min(guest.nextFailureNanos(), guest.nextWorkNanos());
  }

  /** A write that has failed stops the guest at that moment, before it takes note of anything. */
  @Override
  public void advance(long untilNanos, Context context) {
    long failed = guest.nextFailureNanos();
    while (failed < untilNanos) {
      work(failed, context);
      guest.keepFailure(failed, life.guest() == VmLife.Guest.ABSENT);
      become(rules.noRoom(life), context.at(failed));
      failed = guest.nextFailureNanos();
    }
    work(untilNanos, context);
  }

  private void work(long untilNanos, Context context) {
    if (life.guest() == VmLife.Guest.FROZEN) {
      drained(context);
      return;
    }
    guest.advance(untilNanos, isAtWork(), context);
    guest.flush(context, host.storage());
  }

  @Override
  public List<Counter> counters() {
    return guest.counters(REPORT_SECONDS);
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    guest.summarise(report);
  }

  /** What its clients rely on. */
  public Acknowledged acknowledged() {
    return guest.acknowledged();
  }

  @Override
  public void invariant() {
    guest.invariant();
  }
}

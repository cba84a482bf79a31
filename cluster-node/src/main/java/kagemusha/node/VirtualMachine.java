package kagemusha.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.backup.VmDisks;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.VmOperation;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Departure;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.image.ImagedEntity;
import kagemusha.load.hold.HoldCommand;
import kagemusha.load.server.MailServer;
import kagemusha.load.store.LogRange;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreOnDisk;
import kagemusha.load.store.WrittenBlocks;
import kagemusha.node.audit.Acknowledged;
import kagemusha.node.migration.Journey;
import kagemusha.node.migration.MigrationNotice;
import kagemusha.node.migration.MigrationService;
import kagemusha.node.migration.Trip;

/**
 * A virtual machine: its life, its virtual processors, memory and disks, and the mail server that
 * runs in its guest. The guest's own load beside the mail server's RPCs is an input: base load plus
 * RPCs make the published mean.
 *
 * <p>A guest that stands still takes note of nothing: rows wait, and so does what it is told. A
 * guest that is not there loses what it is told.
 */
public final class VirtualMachine implements ImagedEntity<VmCommand> {
  /** This product's own number. */
  static final int REQUESTS_LOST = 9241;

  static final int REPORT_SECONDS = 10;
  static final long REPORT_NANOS = REPORT_SECONDS * 1_000_000_000L;

  private final transient EntityId id;
  private final transient Topology topology;
  private final transient VhdLayout layout;
  private final transient Topology.VmSpec spec;
  private final transient HostOfVm host;
  private final transient GroupOfVm cluster;
  private final transient List<EntityId> household;
  private final MailServer server;
  private final VirtualDisks disks;
  private final DiskSurvey survey;
  private final transient double baseProcessors;
  private final transient VmLifeRules rules;
  private final List<VmCommand> waiting = new ArrayList<>();
  private final Inbox<IoCompletions> failures = new Inbox<>();
  private VmLife life = new VmLife.Running();
  private final Standing standing = new Standing();
  private GuestWriteHold writeHold;
  private double busyPercent;
  private long agentBusyNanos;
  private boolean overwritten;
  private int restores;
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
    this.server = MailServer.of(id, topology);
    this.disks = new VirtualDisks(id, layout, spec.storagePath().toNanos());
    this.survey = new DiskSurvey(id, topology, layout);
    double steady = spec.cpuBasePercent() / 100 * spec.virtualProcessors();
    this.baseProcessors = Math.max(0, steady - server.steadyRpcCpu());
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
    server.start(context, disks);
    if (context.nowNanos() > 0) {
      server.end();
      survey.forget();
      survey.begin(context);
      life = new VmLife.Off(false);
      cluster.report(life, configuration, host, context);
    }
    writeHold = new GuestWriteHold(id, disks, context.quantumNanos());
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
      if (disks.isHolding()) {
        disks.filters().moment(from.describe().job());
      }
      context.tell(
          from.describe().replyTo(),
          new VmDisks.Described(id.name(), from.describe().job(), disks.describe()));
    } else if (command instanceof VmCommand.ForFilter filter) {
      boolean running = life.guest() == VmLife.Guest.RUNS;
      disks.filters().on(filter.command(), running, disks, context);
    } else if (command instanceof VmCommand.ForLogs logs) {
      answer(logs.ask(), context);
    } else if (command instanceof VmCommand.FromCluster from) {
      asked(cluster.order(from.order()), context);
    } else if (command instanceof VmCommand.ForAuditor audit) {
      context.outOfBand(audit.ask().replyTo(), acknowledged());
    } else if (command instanceof VmCommand.FromArray from) {
      fromArray(from.notice());
    } else if (command instanceof VmCommand.ForResource forResource) {
      if (forResource.command() instanceof VmDisks.Restored) {
        survey.forget();
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
      agentBusyNanos += own.used().busyNanos();
    } else if (life.guest() == VmLife.Guest.FROZEN) {
      waiting.add(command);
    } else if (life.guest() != VmLife.Guest.ABSENT) {
      toGuest(command, context);
    }
    disks.flush(context, host.storage());
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

  /** A backup may ask what is allocated before the machine has started. */
  private void fromArray(ControllerNotice notice) {
    if (!(notice instanceof ControllerNotice.Surveyed surveyed)) {
      throw new IllegalStateException(id + ": " + notice);
    }
    survey.answered(surveyed);
    survey.found().forEach((role, written) -> disks.disk(role).found(written));
  }

  /** A database that is restored by its own agent is unknown until the machine starts again. */
  private void toGuest(VmCommand command, Context context) {
    if (command instanceof VmCommand.ForStore forStore) {
      if (forStore.command() instanceof StoreCommand.Dismount) {
        overwrite();
      }
      if (forStore.command() instanceof StoreCommand.Recover) {
        disks.filters().lose();
      }
      server.on(forStore.command(), context, disks);
    } else if (command instanceof VmCommand.ForDisks forDisks) {
      forDisks(forDisks.command(), context);
    } else if (command instanceof VmCommand.HoldTooLong tooLong) {
      tooLong(tooLong.limit(), context);
    }
  }

  private void answer(VmDisks.DescribeLogs ask, Context context) {
    LogRange range = server.logs(ask.first(), ask.last(), ask.which());
    VirtualDisk log = disks.disk(VhdRole.LOG);
    List<Extent> extents =
        range.places().stream()
            .map(place -> new Extent(log.firstBlock() + place.firstBlock(), place.blocks()))
            .toList();
    VmDisks.Disk disk = new VmDisks.Disk(VhdRole.LOG, log.lu(), log.firstBlock(), extents);
    context.tell(ask.replyTo(), new VmDisks.Logs(ask.job(), disk, range.last()));
  }

  /** Its disks are to be overwritten. */
  private void turnOff(VmDisks.TurnOff order, Context context) {
    Optional<String> refusal = configuration.refusal(order, id.name());
    if (refusal.isPresent()) {
      context.tell(order.replyTo(), new VmDisks.Refused(id.name(), order.job(), refusal.get()));
      return;
    }
    whoTurnsOff = Optional.of(order);
    overwrite();
    disks.filters().lose();
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
      if (!survey.isKnown()) {
        survey.forget();
      }
      survey.begin(context);
    }
    if (life.guest() != before.guest()) {
      guestBecomes(before.guest(), context);
    }
    if (life instanceof VmLife.Off && whoTurnsOff.isPresent()) {
      VmDisks.TurnOff order = whoTurnsOff.get();
      whoTurnsOff = Optional.empty();
      context.tell(
          order.replyTo(), new VmDisks.Described(id.name(), order.job(), disks.describe()));
    }
  }

  private void guestBecomes(VmLife.Guest before, Context context) {
    switch (life.guest()) {
      case FROZEN -> standing.begin(context.nowNanos());
      case ENDS -> {
        if (before == VmLife.Guest.FROZEN) {
          goOn(context);
        } else {
          server.shutDown(context, disks);
        }
      }
      case RUNS -> {
        if (before == VmLife.Guest.FROZEN) {
          goOn(context);
        } else {
          boot(context);
        }
      }
      case ABSENT -> {
        if (before != VmLife.Guest.ABSENT) {
          end(context);
        }
      }
    }
  }

  private void boot(Context context) {
    Map<VhdRole, WrittenBlocks> found = survey.take();
    overwritten = false;
    if (found.isEmpty()) {
      server.boot(context, disks);
    } else {
      found.forEach((role, written) -> disks.disk(role).found(written));
      server.boot(
          context,
          disks,
          StoreOnDisk.of(
              topology.mail(),
              found.get(VhdRole.DATABASE),
              found.get(VhdRole.LOG),
              found.get(VhdRole.SYSTEM)));
    }
  }

  private void goOn(Context context) {
    long now = context.nowNanos();
    disks.goOn(now);
    disks.repeatKept(now);
    server.goOn(now, standing.nanos(now), standing.artificialNanos());
    List<VmCommand> late = List.copyOf(waiting);
    waiting.clear();
    late.forEach(command -> toGuest(command, context));
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
      server.slow(1 / (1 - topology.migration().throughputLoss()));
    }
  }

  /** What a step in its life means for its way to another host. */
  private void journey(VmLife before, Context context) {
    boolean wasLeaving = before instanceof VmLife.Leaving leaving && !leaving.departing();
    if (life instanceof VmLife.Migrating migrating && !(before instanceof VmLife.Migrating)) {
      String to = migrating.order().to().orElseThrow();
      var trip = new Trip(id.name(), spec.memoryMb(), host.name(), to, migrating.order().by());
      context.tell(host.migration(), new MigrationService.Begin(trip));
    } else if (before instanceof VmLife.Migrating && !(life instanceof VmLife.Migrating)) {
      server.slow(1);
      if (!(life instanceof VmLife.Leaving || life instanceof VmLife.Running)) {
        givesUp(context);
      }
    } else if (wasLeaving && !(life instanceof VmLife.Leaving)) {
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
    boolean still = life instanceof VmLife.Leaving leaving && !leaving.departing();
    if (still && disks.inFlight() == server.completionsWaiting(Long.MAX_VALUE - 1)) {
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
      end(context);
    }
    host.tell(context, presence(false));
    cluster.left(host, context);
  }

  private void end(Context context) {
    waiting.clear();
    writeHold.end();
    disks.filters().off(id.name(), server.isClosed(), context);
    int lost = server.end();
    if (lost > 0) {
      String text = "%d requests of mail clients to %s are lost.".formatted(lost, id);
      context.event("MSExchangeIS", REQUESTS_LOST, Level.WARNING, text, id.name());
    }
  }

  /** Whether no I/O is in flight; what has come back to a frozen guest counts as come back. */
  private boolean isReady(Context context) {
    boolean quiet = disks.inFlight() == server.completionsWaiting(context.nowNanos());
    return quiet
        && (survey.isDone() || !(life instanceof VmLife.Starting))
        && (life.guest() != VmLife.Guest.ENDS || server.isClosed());
  }

  private void forDisks(Message command, Context context) {
    if (command instanceof VmDisks.HoldWrites hold) {
      writeHold.hold(hold, context);
    } else if (command instanceof VmDisks.ReleaseWrites release) {
      writeHold.release(release, context);
    }
  }

  private void tooLong(HoldCommand.Limit limit, Context context) {
    switch (limit.kind()) {
      case STORE -> server.on(limit, context, disks);
      case DISKS -> writeHold.on(limit, context);
    }
  }

  /** A virtual processor cannot be more than fully busy; what exceeds that is demand not met. */
  private void reportUsage(Context context) {
    double base = isAtWork() ? baseProcessors : 0;
    double busyNanos = base * REPORT_NANOS + server.drainCpuNanos() + agentBusyNanos;
    agentBusyNanos = 0;
    double capacityNanos = (double) spec.virtualProcessors() * REPORT_NANOS;
    busyPercent = 100 * Math.min(1, busyNanos / capacityNanos);
    context.tell(host.id(), new HyperVHost.GuestUsage((long) Math.min(busyNanos, capacityNanos)));
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
    if (rows instanceof IoCompletions batch && batch.anyFailed()) {
      failures.add(from.name(), batch.failed(true));
      server.accept(from, batch.failed(false));
    } else {
      server.accept(from, rows);
    }
  }

  @Override
  public long nextWorkNanos() {
    long failed = failures.nextNanos();
    return life.guest() == VmLife.Guest.FROZEN ? failed : Math.min(failed, server.nextWorkNanos());
  }

  /** A write that has failed stops the guest at that moment, before it takes note of anything. */
  @Override
  public void advance(long untilNanos, Context context) {
    long failed = failures.nextNanos();
    while (failed < untilNanos) {
      work(failed, context);
      failures.next(failed + 1);
      disks.keep(failures.batch(), failures.row());
      if (life.guest() == VmLife.Guest.ABSENT) {
        disks.forgetKept();
      }
      become(rules.noRoom(life), context.at(failed));
      failed = failures.nextNanos();
    }
    work(untilNanos, context);
  }

  private void work(long untilNanos, Context context) {
    if (life.guest() == VmLife.Guest.FROZEN) {
      drained(context);
      return;
    }
    server.advance(untilNanos, context, disks);
    if (isAtWork()) {
      writeHold.answerIfDrained(context);
    }
    disks.flush(context, host.storage());
  }

  @Override
  public List<Counter> counters() {
    List<Counter> counters =
        new ArrayList<>(
            new VmCounters(id.name(), REPORT_SECONDS).of(spec, disks, () -> busyPercent));
    counters.addAll(server.counters());
    return counters;
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    server.summarise(report);
  }

  private void overwrite() {
    overwritten = true;
    restores++;
  }

  private Acknowledged acknowledged() {
    int log = server.acknowledgedLog();
    VirtualDisk disk = disks.disk(VhdRole.LOG);
    long block =
        server.logs(log, log, LogRange.Which.PRESENT).places().stream()
            .mapToLong(place -> disk.firstBlock() + place.firstBlock() + place.blocks() - 1)
            .max()
            .orElse(-1);
    boolean settled = survey.isKnown() && !overwritten;
    return new Acknowledged(id.name(), settled, restores, log, disk.lu(), log > 0 ? block : -1);
  }

  /** The last log write that somebody may rely on. */
  int acknowledgedLog() {
    return server.acknowledgedLog();
  }

  @Override
  public void invariant() {
    server.invariant();
    disks.invariant();
  }
}

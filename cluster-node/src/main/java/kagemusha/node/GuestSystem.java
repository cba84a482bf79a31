package kagemusha.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.backup.VmDisks;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.load.hold.HoldCommand;
import kagemusha.load.server.MailServer;
import kagemusha.load.store.LogRange;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreOnDisk;
import kagemusha.load.store.WrittenBlocks;
import kagemusha.node.audit.Acknowledged;

/**
 * What is in a virtual machine: the mail server, the disks, and how busy its processors are. It
 * does not know the machine's life and is told when it begins, stands still, goes on and ends. The
 * guest's own load beside the mail server's RPCs is an input: base load plus RPCs make the
 * published mean.
 */
final class GuestSystem {
  /** This product's own number. */
  static final int REQUESTS_LOST = 9241;

  private final EntityId id;
  private final Topology topology;
  private final Topology.VmSpec spec;
  private final MailServer server;
  private final VirtualDisks disks;
  private final DiskSurvey survey;
  private final double baseProcessors;
  private final List<VmCommand> waiting = new ArrayList<>();
  private final Inbox<IoCompletions> failures = new Inbox<>();
  private GuestWriteHold writeHold;
  private double busyPercent;
  private long agentBusyNanos;
  private boolean overwritten;
  private int restores;

  GuestSystem(Topology topology, Topology.VmSpec spec, VhdLayout layout) {
    this.id = new EntityId(spec.name());
    this.topology = topology;
    this.spec = spec;
    this.server = MailServer.of(id, topology);
    this.disks = new VirtualDisks(id, layout, spec.storagePath().toNanos());
    this.survey = new DiskSurvey(id, topology, layout);
    double steady = spec.cpuBasePercent() / 100 * spec.virtualProcessors();
    this.baseProcessors = Math.max(0, steady - server.steadyRpcCpu());
  }

  /** Once, before anything else. */
  void start(Context context) {
    server.start(context, disks);
    writeHold = new GuestWriteHold(id, disks, context.quantumNanos());
  }

  /** In the middle of a run it is not there at first, and nothing is known of its disks. */
  void startAnew(Context context) {
    server.end();
    survey.forget();
    survey.begin(context);
  }

  /** The machine boots: asks the array what is on its disks, if that is not known. */
  void survey(Context context) {
    if (!survey.isKnown()) {
      survey.forget();
    }
    survey.begin(context);
  }

  /** A backup may ask what is allocated before the machine has started. */
  void found(ControllerNotice notice) {
    if (!(notice instanceof ControllerNotice.Surveyed surveyed)) {
      throw new IllegalStateException(id + ": " + notice);
    }
    survey.answered(surveyed);
    survey.found().forEach((role, written) -> disks.disk(role).found(written));
  }

  /** Whether nothing is left to be learnt of its disks. */
  boolean knowsDisks() {
    return survey.isDone();
  }

  /** What is on the disks is not what was known of them any more. */
  void forgetDisks() {
    survey.forget();
  }

  /** The disks are to be overwritten, past all who track what changes on them. */
  void losesDisks() {
    overwrite();
    disks.filters().lose();
  }

  private void overwrite() {
    overwritten = true;
    restores++;
  }

  /** It begins to run. */
  void boot(Context context) {
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

  /** It has stood still for so long and takes note of what it has been told meanwhile. */
  void goOn(Standing standing, Context context) {
    long now = context.nowNanos();
    disks.goOn(now);
    disks.repeatKept(now);
    server.goOn(now, standing.nanos(now), standing.artificialNanos());
    List<VmCommand> late = List.copyOf(waiting);
    waiting.clear();
    late.forEach(command -> on(command, context));
  }

  /** It is to end by itself. */
  void shutDown(Context context) {
    server.shutDown(context, disks);
  }

  /** Whether its store has been dismounted. */
  boolean isShutDown() {
    return server.isClosed();
  }

  /** It is there no more; what was only in its memory is lost. */
  void end(Context context) {
    waiting.clear();
    writeHold.end();
    disks.filters().off(id.name(), server.isClosed(), context);
    int lost = server.end();
    if (lost > 0) {
      String text = "%d requests of mail clients to %s are lost.".formatted(lost, id);
      context.event("MSExchangeIS", REQUESTS_LOST, Level.WARNING, text, id.name());
    }
  }

  /** All that the server does takes so many times as long. */
  void slow(double factor) {
    server.slow(factor);
  }

  /** It stands still: it will hear of this when it goes on. */
  void onLater(VmCommand command) {
    waiting.add(command);
  }

  /** A database that is restored by its own agent is unknown until the machine starts again. */
  void on(VmCommand command, Context context) {
    if (command instanceof VmCommand.ForStore forStore) {
      if (forStore.command() instanceof StoreCommand.Dismount) {
        overwrite();
      }
      if (forStore.command() instanceof StoreCommand.Recover) {
        disks.filters().lose();
      }
      server.on(forStore.command(), context, disks);
    } else if (command instanceof VmCommand.ForDisks forDisks) {
      hold(forDisks, context);
    } else if (command instanceof VmCommand.HoldTooLong tooLong) {
      tooLong(tooLong.limit(), context);
    }
  }

  private void hold(VmCommand.ForDisks forDisks, Context context) {
    if (forDisks.command() instanceof VmDisks.HoldWrites hold) {
      writeHold.hold(hold, context);
    } else if (forDisks.command() instanceof VmDisks.ReleaseWrites release) {
      writeHold.release(release, context);
    }
  }

  private void tooLong(HoldCommand.Limit limit, Context context) {
    switch (limit.kind()) {
      case STORE -> server.on(limit, context, disks);
      case DISKS -> writeHold.on(limit, context);
    }
  }

  /** For an agent that has the changes tracked. */
  void on(VmDisks.ForFilter command, boolean running, Context context) {
    disks.filters().on(command, running, disks, context);
  }

  /** Which blocks its disks occupy; while writes are held this is the moment of the set. */
  VmDisks.Described describe(String job) {
    if (disks.isHolding()) {
      disks.filters().moment(job);
    }
    return new VmDisks.Described(id.name(), job, disks.describe());
  }

  /** Where log writes are. */
  VmDisks.Logs logs(VmDisks.DescribeLogs ask) {
    LogRange range = server.logs(ask.first(), ask.last(), ask.which());
    VirtualDisk log = disks.disk(VhdRole.LOG);
    List<Extent> extents =
        range.places().stream()
            .map(place -> new Extent(log.firstBlock() + place.firstBlock(), place.blocks()))
            .toList();
    VmDisks.Disk disk = new VmDisks.Disk(VhdRole.LOG, log.lu(), log.firstBlock(), extents);
    return new VmDisks.Logs(ask.job(), disk, range.last());
  }

  /** What its clients rely on. */
  Acknowledged acknowledged() {
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

  /** The agent in it has been at work. */
  void agentUsed(long busyNanos) {
    agentBusyNanos += busyNanos;
  }

  /**
   * How long its virtual processors were busy in the last ten seconds. One cannot be more than
   * fully busy; what exceeds that is demand not met.
   */
  long drainBusyNanos(boolean atWork) {
    double base = atWork ? baseProcessors : 0;
    double busyNanos = base * VirtualMachine.REPORT_NANOS + server.drainCpuNanos() + agentBusyNanos;
    agentBusyNanos = 0;
    double capacityNanos = (double) spec.virtualProcessors() * VirtualMachine.REPORT_NANOS;
    busyPercent = 100 * Math.min(1, busyNanos / capacityNanos);
    return (long) Math.min(busyNanos, capacityNanos);
  }

  /** Rows for the server; what has come back without having been done is put aside. */
  void accept(EntityId from, Batch rows) {
    if (rows instanceof IoCompletions batch && batch.anyFailed()) {
      failures.add(from.name(), batch.failed(true));
      server.accept(from, batch.failed(false));
    } else {
      server.accept(from, rows);
    }
  }

  /** When the next write failed for want of room, {@code Long.MAX_VALUE} if none did. */
  long nextFailureNanos() {
    return failures.nextNanos();
  }

  /** The write that failed then is kept, unless whoever issued it is gone. */
  void keepFailure(long failedNanos, boolean absent) {
    failures.next(failedNanos + 1);
    disks.keep(failures.batch(), failures.row());
    if (absent) {
      disks.forgetKept();
    }
  }

  long nextWorkNanos() {
    return server.nextWorkNanos();
  }

  /** Whoever waits for its last write is told, if it is at work. */
  void advance(long untilNanos, boolean atWork, Context context) {
    server.advance(untilNanos, context, disks);
    if (atWork) {
      writeHold.answerIfDrained(context);
    }
  }

  /** Hands what it has issued to the storage stack of the host. */
  void flush(Context context, EntityId storage) {
    disks.flush(context, storage);
  }

  /** Whether no I/O is in flight; what is back by then and waits to be noted counts as back. */
  boolean isQuiet(long untilNanos) {
    return disks.inFlight() == server.completionsWaiting(untilNanos);
  }

  List<Counter> counters(int seconds) {
    List<Counter> counters =
        new ArrayList<>(new VmCounters(id.name(), seconds).of(spec, disks, () -> busyPercent));
    counters.addAll(server.counters());
    return counters;
  }

  void summarise(Consumer<Statistic> report) {
    server.summarise(report);
  }

  void invariant() {
    server.invariant();
    disks.invariant();
  }
}

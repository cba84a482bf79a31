package kagemusha.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.DpmAgent;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.load.hold.HoldCommand;
import kagemusha.load.server.MailServer;
import kagemusha.load.store.LogRange;
import kagemusha.load.store.StoreCommand;

/**
 * A guest: its virtual processors, memory and disks, and the mail server that runs in it. Its own
 * load beside the mail server's RPCs is an input: base load plus RPCs make the published mean.
 */
public final class VirtualMachine implements Entity<VirtualMachine.Command> {
  /** What a virtual machine accepts. */
  public sealed interface Command extends Message {}

  /** Time to tell the host how busy the virtual processors were. */
  public record ReportUsage() implements Command {}

  /** From the Hyper-V writer: what state are you in? Answered with {@link StateIs}. */
  public record AskState(String set, EntityId replyTo) implements Command {}

  /** The answer to {@link AskState}. */
  public record StateIs(String set, String vm, VmState state) implements Message {}

  record FromAgent(VmDisks.Describe describe) implements Command {}

  record ForLogs(VmDisks.DescribeLogs ask) implements Command {}

  record Off(VmDisks.TurnOff order) implements Command {}

  record ForDisks(Message command) implements Command {}

  record FromOwnAgent(DpmAgent.ProcessorUsed used) implements Command {}

  record ForStore(StoreCommand command) implements Command {}

  record HoldTooLong(HoldCommand.Limit limit) implements Command {}

  static final int REPORT_SECONDS = 10;
  static final long REPORT_NANOS = REPORT_SECONDS * 1_000_000_000L;

  private final EntityId id;
  private final Topology.VmSpec spec;
  private final EntityId host;
  private final EntityId storage;
  private final MailServer server;
  private final VirtualDisks disks;
  private final double baseProcessors;
  private GuestWriteHold writeHold;
  private double busyPercent;
  private long agentBusyNanos;
  private Optional<VmDisks.TurnOff> whoTurnsOff = Optional.empty();

  public VirtualMachine(Topology topology, Topology.VmSpec spec, String host, VhdLayout layout) {
    this.id = new EntityId(spec.name());
    this.spec = spec;
    this.host = new EntityId(host);
    this.storage = CsvWiring.nodeOf(host);
    this.server = MailServer.of(id, topology);
    this.disks = new VirtualDisks(id, layout, spec.storagePath().toNanos());
    double steady = spec.cpuBasePercent() / 100 * spec.virtualProcessors();
    this.baseProcessors = Math.max(0, steady - server.steadyRpcCpu());
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  @Override
  public Command adapt(Message message) {
    if (message instanceof VmDisks.Describe describe) {
      return new FromAgent(describe);
    } else if (message instanceof VmDisks.DescribeLogs ask) {
      return new ForLogs(ask);
    } else if (message instanceof VmDisks.TurnOff off) {
      return new Off(off);
    } else if (message instanceof VmDisks.HoldWrites || message instanceof VmDisks.ReleaseWrites) {
      return new ForDisks(message);
    } else if (message instanceof DpmAgent.ProcessorUsed used) {
      return new FromOwnAgent(used);
    } else if (message instanceof StoreCommand command) {
      return new ForStore(command);
    } else if (message instanceof HoldCommand.Limit limit) {
      return new HoldTooLong(limit);
    }
    return Command.class.cast(message);
  }

  @Override
  public void start(Context context) {
    server.start(context, disks);
    writeHold = new GuestWriteHold(id, disks, context.quantumNanos());
    context.timer("usage", REPORT_NANOS, new ReportUsage());
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof ReportUsage) {
      reportUsage(context);
    } else if (command instanceof AskState ask) {
      VmState state = server.isOff() ? VmState.OFF : VmState.RUNNING;
      context.tell(ask.replyTo(), new StateIs(ask.set(), id.name(), state));
    } else if (command instanceof Off off) {
      server.turnOff();
      whoTurnsOff = Optional.of(off.order());
      answerIfQuiet(context);
    } else if (command instanceof FromAgent from) {
      context.tell(
          from.describe().replyTo(),
          new VmDisks.Described(id.name(), from.describe().job(), disks.describe()));
    } else if (command instanceof ForLogs logs) {
      answer(logs.ask(), context);
    } else if (command instanceof FromOwnAgent own) {
      agentBusyNanos += own.used().busyNanos();
    } else if (command instanceof ForStore forStore) {
      server.on(forStore.command(), context, disks);
    } else if (command instanceof ForDisks forDisks) {
      forDisks(forDisks.command(), context);
    } else if (command instanceof HoldTooLong tooLong) {
      tooLong(tooLong.limit(), context);
    }
    disks.flush(context, storage);
  }

  private void answer(VmDisks.DescribeLogs ask, Context context) {
    LogRange range = server.logs(ask.first(), ask.last(), ask.closedOnly());
    VirtualDisk log = disks.disk(VhdRole.LOG);
    List<Extent> extents =
        range.places().stream()
            .map(place -> new Extent(log.firstBlock() + place.firstBlock(), place.blocks()))
            .toList();
    VmDisks.Disk disk = new VmDisks.Disk(VhdRole.LOG, log.lu(), log.firstBlock(), extents);
    context.tell(ask.replyTo(), new VmDisks.Logs(ask.job(), disk, range.last()));
  }

  /** Whoever has turned the machine off hears of its disks when nothing is written any more. */
  private void answerIfQuiet(Context context) {
    if (whoTurnsOff.isPresent() && disks.inFlight() == 0) {
      VmDisks.TurnOff order = whoTurnsOff.get();
      whoTurnsOff = Optional.empty();
      context.tell(
          order.replyTo(), new VmDisks.Described(id.name(), order.job(), disks.describe()));
    }
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
    double base = server.isOff() ? 0 : baseProcessors;
    double busyNanos = base * REPORT_NANOS + server.drainCpuNanos() + agentBusyNanos;
    agentBusyNanos = 0;
    double capacityNanos = (double) spec.virtualProcessors() * REPORT_NANOS;
    busyPercent = 100 * Math.min(1, busyNanos / capacityNanos);
    context.tell(host, new HyperVHost.GuestUsage((long) Math.min(busyNanos, capacityNanos)));
    context.timer("usage", context.nowNanos() + REPORT_NANOS, new ReportUsage());
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    server.accept(from, rows);
  }

  @Override
  public long nextWorkNanos() {
    return server.nextWorkNanos();
  }

  @Override
  public void advance(long untilNanos, Context context) {
    server.advance(untilNanos, context, disks);
    writeHold.answerIfDrained(context);
    answerIfQuiet(context);
    disks.flush(context, storage);
  }

  @Override
  public List<Counter> counters() {
    List<Counter> counters = new ArrayList<>();
    counters.add(counter("Processor", "_Total", "% Processor Time", () -> busyPercent));
    counters.add(counter("Memory", "", "Available MBytes", spec::availableMemoryMb));
    for (VhdRole role : VhdRole.values()) {
      counters.add(
          counter(
              "PhysicalDisk",
              role.name(),
              "Avg. Disk Queue Length",
              () -> disks.disk(role).drainQueue(REPORT_SECONDS)));
    }
    for (VhdRole role : VhdRole.values()) {
      counters.addAll(disks.disk(role).latencies(id.name(), role.name()));
    }
    counters.addAll(server.counters());
    return counters;
  }

  private Counter counter(
      String object, String instance, String counter, java.util.function.DoubleSupplier read) {
    return Counter.every10s(new CounterName(id.name(), object, instance, counter), read);
  }

  @Override
  public void invariant() {
    server.invariant();
    disks.invariant();
  }
}

package kagemusha.node;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.DpmAgent;
import kagemusha.config.Topology;
import kagemusha.csv.CsvNode;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * A Hyper-V host: its logical processors carry the guests' virtual processors, the hypervisor's
 * share of them, and the parent partition, which has a base load, handles every disk I/O and runs
 * the backup agent.
 */
public final class HyperVHost implements Entity<HyperVHost.Command> {
  /** What a host accepts. */
  public sealed interface Command extends Message {}

  /** Busy time of one guest's virtual processors in the last ten seconds. */
  public record GuestUsage(long busyNanos) implements Command {}

  record FromAgent(DpmAgent.ProcessorUsed used) implements Command {}

  record FromVm(VmDisks.Presence presence) implements Command {}

  record FromStorage(CsvNode.IoHandled io) implements Command {}

  private final EntityId id;
  private final Topology.HostSpec spec;
  private final Map<String, Long> guestMemoryMb = new TreeMap<>();
  private long guestBusyNanos;
  private long ioHandled;
  private long agentBusyNanos;
  private double rootPercent;

  public HyperVHost(Topology.HostSpec spec) {
    this.id = new EntityId(spec.name());
    this.spec = spec;
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
    if (message instanceof DpmAgent.ProcessorUsed used) {
      return new FromAgent(used);
    } else if (message instanceof VmDisks.Presence presence) {
      return new FromVm(presence);
    }
    return message instanceof CsvNode.IoHandled io
        ? new FromStorage(io)
        : Command.class.cast(message);
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof GuestUsage usage) {
      guestBusyNanos += usage.busyNanos();
    } else if (command instanceof FromAgent agent) {
      agentBusyNanos += agent.used().busyNanos();
    } else if (command instanceof FromStorage storage) {
      ioHandled += storage.io().count();
    } else if (command instanceof FromVm vm && vm.presence().here()) {
      guestMemoryMb.put(vm.presence().vm(), vm.presence().memoryMb());
    } else if (command instanceof FromVm vm) {
      guestMemoryMb.remove(vm.presence().vm());
    }
  }

  private long usedByGuestsMb() {
    return guestMemoryMb.values().stream().mapToLong(each -> each).sum();
  }

  /** All logical processors over one interval, in nanoseconds. */
  private double capacityNanos() {
    return (double) spec.logicalProcessors() * VirtualMachine.REPORT_NANOS;
  }

  private double drainRootPercent() {
    double busyNanos = (double) ioHandled * spec.rootCpuPerIo().toNanos() + agentBusyNanos;
    rootPercent = spec.rootCpuPercent() + 100.0 * busyNanos / capacityNanos();
    ioHandled = 0;
    agentBusyNanos = 0;
    return rootPercent;
  }

  private double drainLogicalPercent() {
    double guests = 100.0 * guestBusyNanos * (1 + spec.hypervisorOverhead()) / capacityNanos();
    guestBusyNanos = 0;
    return Math.min(100, guests + rootPercent);
  }

  /** The root's counter stands first: the logical processors' one uses what it has worked out. */
  @Override
  public List<Counter> counters() {
    String host = spec.name();
    return List.of(
        Counter.every10s(
            new CounterName(
                host, "Hyper-V Hypervisor Root Virtual Processor", "_Total", "% Total Run Time"),
            this::drainRootPercent),
        Counter.every10s(
            new CounterName(
                host, "Hyper-V Hypervisor Logical Processor", "_Total", "% Total Run Time"),
            this::drainLogicalPercent),
        Counter.every10s(
            new CounterName(host, "Memory", "", "Available MBytes"),
            () -> spec.memoryMb() - usedByGuestsMb() - spec.rootMemoryMb()));
  }
}

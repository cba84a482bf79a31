package kagemusha.backup;

import java.util.List;
import java.util.function.Consumer;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.AgentState.Reading;
import kagemusha.csv.CsvVolume;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * The DPM agent of a host: carries out the jobs for the VMs that run there. Its control flow is
 * {@link AgentRules}; the data it ships goes through a {@link ShippingPump}.
 */
public final class DpmAgent implements Entity<DpmAgent.Command> {
  /** What an agent accepts; answers declared by others come wrapped. */
  public sealed interface Command extends Message {}

  /** From the DPM server: create the replica of a VM on this host. */
  public record StartReplica(ReplicaJob job) implements Command {}

  /** From the DPM server: the disk is on the replica volume, or why not. */
  public record DiskStored(String stream, String failure) implements Command {}

  record FromVm(VmDisks.Described described) implements Command {}

  record FromVolume(CsvVolume.Notice notice) implements Command {}

  record FromArray(ControllerNotice notice) implements Command {}

  record AskAgain(int lu) implements Command {}

  record Ready() implements Command {}

  private final EntityId id;
  private final String host;
  private final AgentRules rules;
  private final ShippingPump pump;
  private AgentState state = new AgentState.Idle();

  public DpmAgent(String host, BackupWiring wiring) {
    this.id = BackupWiring.agentOf(host);
    this.host = host;
    this.rules = new AgentRules(host, wiring);
    this.pump = new ShippingPump(id, wiring);
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
    if (message instanceof CsvVolume.Notice notice) {
      return new FromVolume(notice);
    } else if (message instanceof ControllerNotice notice) {
      return new FromArray(notice);
    } else if (message instanceof VmDisks.Described described) {
      return new FromVm(described);
    }
    return Command.class.cast(message);
  }

  @Override
  public void on(Command command, Context context) {
    AgentState before = state;
    state = rules.on(before, command).perform(context);
    if (state instanceof Reading reading && !state.equals(before)) {
      pump.open(reading.job(), reading.disk(), context);
    } else if (command instanceof FromArray array
        && array.notice() instanceof ControllerNotice.StreamEnded ended) {
      pump.ended(ended, context);
    } else if (!(state instanceof Reading)) {
      pump.close();
    }
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    if (rows instanceof StreamRows pieces) {
      pump.accept(from, pieces);
    } else if (rows instanceof StreamAcks acks) {
      pump.accept(from, acks);
    } else {
      throw new IllegalArgumentException(id + " takes no " + rows.getClass().getSimpleName());
    }
  }

  @Override
  public long nextWorkNanos() {
    return pump.nextWorkNanos();
  }

  @Override
  public void advance(long untilNanos, Context context) {
    pump.advance(untilNanos, context);
  }

  @Override
  public List<Counter> counters() {
    return List.of(
        Counter.every10s(
            new CounterName(host, "DPM Agent", "", "Bytes Shipped/sec"),
            () -> pump.drainShipped(10)));
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    report.accept(new Statistic("DPM Agent", host, "bytes shipped", pump.totalShipped()));
  }

  @Override
  public void invariant() {
    pump.invariant();
  }

  AgentState state() {
    return state;
  }
}

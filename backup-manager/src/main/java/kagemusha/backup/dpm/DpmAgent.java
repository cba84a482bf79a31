package kagemusha.backup.dpm;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.AgentState.Proving;
import kagemusha.backup.dpm.AgentState.Reading;
import kagemusha.backup.dpm.AgentState.Writing;
import kagemusha.backup.vss.VssNotice;
import kagemusha.csv.CsvVolume;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.kernel.fault.Observe;
import kagemusha.kernel.fault.Watchpoints;
import kagemusha.kernel.image.ImagedEntity;
import kagemusha.load.store.StoreNotice;

/**
 * The DPM agent of a host: carries out the jobs for the VMs that run there; or the agent inside a
 * guest, which protects its mail database. The control flow of the one is {@link AgentRules}, of
 * the other {@link GuestRules}; the data of a backup goes through a {@link ShippingPump}, that of a
 * restore through a {@link RestorePump}.
 */
public final class DpmAgent implements ImagedEntity<DpmAgent.Command> {
  /** What an agent accepts; answers declared by others come wrapped. */
  public sealed interface Command extends Message {}

  /** From the DPM server: do this for a VM on this host. */
  public record Carry(JobOrder order) implements Command {}

  /** From the DPM server: the disk is on the replica volume and agrees, or why not. */
  public record DiskStored(String stream, String failure) implements Command {}

  /** From the DPM server: the last piece of a disk to be restored is on its way. */
  public record DiskSent(String stream, long bytes, List<Extent> extents) implements Command {}

  /** From the DPM server: give the run up. */
  public record Cancel(String run, String why) implements Command {}

  /** From the DPM server, now and then while a run is under way. */
  public record AreYouThere(String run) implements Command {}

  /** From the server: which virtual machines are on the host? */
  public record WhoIsThere() implements Command {}

  /** Tell when so much of a run's data is read. */
  record Watch(Observe observe) implements Command {}

  /** From outside: the process ends. */
  public record Kill(Disturbance by) implements Command {}

  /** From outside: it is started again. */
  public record Revive() implements Command {}

  record FromVm(VmDisks.Described described) implements Command {}

  record LogsAre(VmDisks.Logs logs) implements Command {}

  record Tracked(VmDisks.Tracked tracked) implements Command {}

  record ChangesAre(VmDisks.Changes changes) implements Command {}

  record GuestOff(String vm) implements Command {}

  record Presence(VmDisks.Presence presence) implements Command {}

  record FromStore(StoreNotice notice) implements Command {}

  /** The virtual machine cannot be restored as it was asked. */
  record VmRefuses(String why) implements Command {}

  record FromVolume(CsvVolume.Notice notice) implements Command {}

  record FromArray(ControllerNotice notice) implements Command {}

  record FromVss(VssNotice notice) implements Command {}

  /** The operator brings a virtual machine's configuration resource online after a restore. */
  record BringOnline(String vm, String run) implements Command {}

  record AskAgain(int lu) implements Command {}

  /** A run has waited for its volumes as long as it may. */
  record PatienceOver(String run) implements Command {}

  /** To the host or the guest: its processors have worked so long for the agent. */
  public record ProcessorUsed(long busyNanos) implements Message {}

  /** The array has acknowledged the last byte of a disk. */
  record DiskWritten(String stream, long bytes, List<Extent> extents) implements Command {}

  private final transient EntityId id;
  private final transient String machine;
  private final transient BackupWiring wiring;
  private final transient Conduct rules;
  private final transient AgentDeath death;
  private final ShippingPump pump;
  private final RestorePump restore;
  private final GuestsHere guests = new GuestsHere();
  private final transient Watchpoints watchpoints = new Watchpoints();
  private AgentState state = new AgentState.Idle();

  /** The agent of a host. */
  public DpmAgent(String host, BackupWiring wiring) {
    this(BackupWiring.agentOf(host), host, new AgentRules(host, wiring), wiring);
  }

  /** The agent inside a guest. */
  public static DpmAgent inGuest(String guest, BackupWiring wiring) {
    Conduct rules = new GuestRules(guest, wiring);
    return new DpmAgent(BackupWiring.agentInGuest(guest), guest, rules, wiring);
  }

  private DpmAgent(EntityId id, String machine, Conduct rules, BackupWiring wiring) {
    this.id = id;
    this.machine = machine;
    this.wiring = wiring;
    this.rules = rules;
    this.death = new AgentDeath(machine, wiring);
    this.pump = new ShippingPump(id, wiring);
    this.restore = new RestorePump(id, wiring);
  }

  @Override
  public List<?> settings() {
    return List.of(wiring);
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
    } else if (message instanceof Observe observe) {
      return new Watch(observe);
    } else if (message instanceof ControllerNotice notice) {
      return new FromArray(notice);
    } else if (message instanceof VssNotice notice) {
      return new FromVss(notice);
    } else if (message instanceof VmDisks.Described described) {
      return new FromVm(described);
    } else if (message instanceof VmDisks.Refused refused) {
      return new VmRefuses(refused.why());
    } else if (message instanceof VmDisks.Logs logs) {
      return new LogsAre(logs);
    }
    return fromGuest(message);
  }

  private static Command fromGuest(Message message) {
    if (message instanceof VmDisks.Tracked tracked) {
      return new Tracked(tracked);
    } else if (message instanceof VmDisks.Changes changes) {
      return new ChangesAre(changes);
    } else if (message instanceof VmDisks.Presence presence) {
      return new Presence(presence);
    } else if (message instanceof VmDisks.GuestOff off) {
      return new GuestOff(off.vm());
    } else if (message instanceof StoreNotice notice) {
      return new FromStore(notice);
    }
    return Command.class.cast(message);
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof Watch watch) {
      watchpoints.add(watch.observe());
      return;
    }
    if (command instanceof Presence presence) {
      guests.on(presence.presence());
    }
    if (!isOfLife(command, context)) {
      live(command, context);
    }
  }

  /** Its process ends, is started again, or is not there to hear anything. */
  private boolean isOfLife(Command command, Context context) {
    if (command instanceof Kill kill) {
      state = death.die(state, kill.by()).perform(context);
      entered(context);
      return true;
    } else if (command instanceof Revive
        && state instanceof AgentState.Dead dead
        && rules instanceof AgentRules ofHost) {
      state = death.revive(dead, ofHost).perform(context);
      return true;
    }
    return command instanceof Revive
        || (state instanceof AgentState.Dead && !(command instanceof BringOnline));
  }

  private void live(Command command, Context context) {
    if (command instanceof AreYouThere question) {
      boolean busy = !(state instanceof AgentState.Idle);
      context.send(
          wiring.backupNetwork(),
          wiring.server(),
          new DpmServer.AgentAnswers(question.run(), busy));
      return;
    }
    if (command instanceof WhoIsThere) {
      context.send(
          wiring.backupNetwork(),
          wiring.server(),
          new DpmServer.GuestsAre(machine, guests.names()));
      return;
    }
    AgentState before = state;
    state = missing(command).orElseGet(() -> rules.on(before, command)).perform(context);
    if (!state.equals(before)) {
      entered(context);
    } else if (command instanceof FromArray array
        && array.notice() instanceof ControllerNotice.StreamEnded ended) {
      pump.ended(ended, context);
    } else if (command instanceof FromArray array
        && array.notice() instanceof ControllerNotice.Digested digested) {
      pump.digested(digested, context);
    } else if (command instanceof DiskSent sent) {
      restore.sent(sent, context);
    }
  }

  /** What an agent does whose virtual machine is on another host; the rules need not know. */
  private Optional<Decision<AgentState>> missing(Command command) {
    return rules instanceof AgentRules ofHost
        ? guests.missing(state, command, ofHost)
        : Optional.empty();
  }

  private void entered(Context context) {
    pump.close();
    restore.close();
    if (state instanceof Reading reading) {
      JobOrder order = reading.order();
      if (wiring.readByServer(order.method())) {
        return;
      }
      pump.open(
          order,
          reading.stream(),
          reading.wanted(),
          reading.image(),
          ReadingRules.purpose(reading),
          context);
    } else if (state instanceof Writing writing) {
      restore.open(writing.stream(), wiring.controller(writing.disk().lu()), context);
    } else if (state instanceof Proving proving) {
      int lu = proving.disk().lu();
      VssNotice.Image image =
          new VssNotice.Image(lu, wiring.controller(lu), proving.order().proofSnapshot(lu));
      pump.open(proving.order(), proving.stream(), proving.disk(), image, Purpose.PROOF, context);
    }
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    if (rows instanceof StreamRows pieces) {
      if (restore.owns(pieces.stream())) {
        restore.accept(from, pieces);
      } else {
        pump.accept(from, pieces);
      }
    } else if (rows instanceof StreamAcks acks) {
      if (restore.owns(acks.stream())) {
        restore.accept(from, acks);
      } else {
        pump.accept(from, acks);
      }
    } else if (rows instanceof ChecksumRows checksums) {
      pump.accept(from, checksums);
    } else {
      throw new IllegalArgumentException(id + " takes no " + rows.getClass().getSimpleName());
    }
  }

  @Override
  public long nextWorkNanos() {
    return Math.min(pump.nextWorkNanos(), restore.nextWorkNanos());
  }

  @Override
  public void advance(long untilNanos, Context context) {
    pump.advance(untilNanos, context);
    restore.advance(untilNanos, context);
    if (!watchpoints.isEmpty() && state instanceof Reading reading) {
      watchpoints.reached(reading.order().run(), reading.share(pump.passedBytes()), context);
    }
    long busyNanos = pump.drainBusyNanos() + restore.drainBusyNanos();
    if (busyNanos > 0) {
      context.tell(new EntityId(machine), new ProcessorUsed(busyNanos));
    }
  }

  @Override
  public List<Counter> counters() {
    return List.of(
        Counter.every10s(
            new CounterName(machine, "DPM Agent", "", "Bytes Shipped/sec"),
            () -> pump.drainShipped(10)),
        Counter.every10s(
            new CounterName(machine, "DPM Agent", "", "Bytes Restored/sec"),
            () -> restore.drainRestored(10)));
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    report.accept(new Statistic("DPM Agent", machine, "bytes read", pump.totalRead()));
    report.accept(new Statistic("DPM Agent", machine, "bytes shipped", pump.totalShipped()));
    report.accept(new Statistic("DPM Agent", machine, "bytes restored", restore.totalRestored()));
  }

  @Override
  public void invariant() {
    pump.invariant();
  }

  AgentState state() {
    return state;
  }
}

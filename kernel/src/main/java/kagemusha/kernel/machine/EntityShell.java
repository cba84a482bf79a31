package kagemusha.kernel.machine;

import java.util.List;
import kagemusha.kernel.durable.Journal;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.Entity;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The actor that hosts one entity, whatever it is. A durable entity's journal is read before it is
 * started and written before a tick is closed.
 */
final class EntityShell extends AbstractBehavior<EntityShell.Command> {
  sealed interface Command {}

  /**
   * Come to life at this time.
   *
   * @param committedTick what the journal holds of later ticks never happened
   */
  record Start(long nowNanos, long committedTick) implements Command {}

  record Call(ShellCall call) implements Command {}

  record Summarise() implements Command {}

  /** The journal's content of earlier lives, in order. */
  record Recovered(List<Object> events) implements Command {}

  /** The journal has given up: it cannot be read or written. */
  record JournalFailed() implements Command {}

  /** The journal has what it was given. */
  record Written() implements Command {}

  private final ActorRef<MachineCommand> machine;
  private final EntityHost<?> host;
  private final ActorRef<Journal.Command> journal;
  private ShellAnswer held;
  private long startNanos;

  static Behavior<Command> create(
      String machineName,
      Entity<?> entity,
      RunSettings settings,
      Directory directory,
      ActorRef<MachineCommand> machine) {
    return Behaviors.setup(
        context -> new EntityShell(context, machineName, entity, settings, directory, machine));
  }

  private EntityShell(
      ActorContext<Command> context,
      String machineName,
      Entity<?> entity,
      RunSettings settings,
      Directory directory,
      ActorRef<MachineCommand> machine) {
    super(context);
    this.machine = machine;
    this.host = new EntityHost<>(machineName, entity, settings, directory);
    this.journal =
        entity instanceof DurableEntity<?, ?> durable ? spawnJournal(context, durable) : null;
  }

  private static ActorRef<Journal.Command> spawnJournal(
      ActorContext<Command> context, DurableEntity<?, ?> durable) {
    ActorRef<Command> self = context.getSelf();
    ActorRef<Journal.Command> journal =
        context.spawn(
            Journal.create(
                durable.id().name(),
                durable.eventType(),
                events -> self.tell(new Recovered(events)),
                () -> self.tell(new Written())),
            "journal");
    context.watchWith(journal, new JournalFailed());
    return journal;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Start.class, start -> guarded(() -> start(start)))
        .onMessage(Recovered.class, recovered -> guarded(() -> recover(recovered)))
        .onMessage(Call.class, call -> guarded(() -> call(call.call())))
        .onMessage(Written.class, written -> guarded(this::release))
        .onMessage(JournalFailed.class, failed -> journalFailed())
        .onMessage(
            Summarise.class,
            s -> guarded(() -> machine.tell(new MachineCommand.Summarised(host.summarise()))))
        .build();
  }

  /** Without a journal it starts at once, with one when the journal has been read. */
  private void start(Start start) {
    startNanos = start.nowNanos();
    if (journal == null) {
      machine.tell(new MachineCommand.Started(host.start(startNanos)));
    } else {
      journal.tell(new Journal.Replay(start.committedTick()));
    }
  }

  private void recover(Recovered recovered) {
    recovered.events().forEach(host::recover);
    machine.tell(new MachineCommand.Started(host.start(startNanos)));
  }

  private void call(ShellCall call) {
    ShellAnswer answer = host.handle(call);
    if (call instanceof ShellCall.Close close && journal != null) {
      List<Object> events = host.drainJournal();
      if (!events.isEmpty()) {
        held = answer;
        journal.tell(new Journal.Write(close.tick(), events));
        return;
      }
    }
    machine.tell(new MachineCommand.Answered(answer));
  }

  private Behavior<Command> journalFailed() {
    machine.tell(
        new MachineCommand.JournalLost(
            host.id() + ": its journal cannot be read or written; see the log"));
    return Behaviors.stopped();
  }

  private void release() {
    machine.tell(new MachineCommand.Answered(held));
  }

  private Behavior<Command> guarded(Runnable work) {
    try {
      work.run();
      return this;
    } catch (RuntimeException e) {
      getContext().getLog().error("entity {} failed", host.id(), e);
      machine.tell(new MachineCommand.Broken(host.id() + ": " + e.getMessage()));
      return Behaviors.stopped();
    }
  }
}

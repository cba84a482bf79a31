package kagemusha.kernel.durable;

import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * The stored events of one durable entity. All events of a tick are written as one batch, before
 * the tick is reported done, and carry its number: what belongs to a tick that was never committed
 * is cut off for good when the entity is recovered.
 */
public final class Journal extends EventSourcedBehavior<Journal.Command, Journaled, StoredEvents> {
  /** What a journal accepts. */
  public sealed interface Command {}

  /** Hand over what is stored of ticks up to this one, and forget the rest. */
  public record Replay(long committedTick) implements Command {}

  /** Store the events of a tick. */
  public record Write(long tick, List<Object> events) implements Command {}

  private final JournalFormat format;
  private final Consumer<List<Object>> onReplay;
  private final Runnable onWritten;

  /**
   * @param onReplay receives the stored events, once per {@link Replay}
   * @param onWritten called when a {@link Write} is safe
   */
  public static Behavior<Command> create(
      String entity, Class<?> eventType, Consumer<List<Object>> onReplay, Runnable onWritten) {
    return new Journal(entity, new JournalFormat(eventType), onReplay, onWritten);
  }

  private Journal(
      String entity, JournalFormat format, Consumer<List<Object>> onReplay, Runnable onWritten) {
    super(PersistenceId.ofUniqueId(entity));
    this.format = format;
    this.onReplay = onReplay;
    this.onWritten = onWritten;
  }

  @Override
  public StoredEvents emptyState() {
    return new StoredEvents(List.of());
  }

  @Override
  public CommandHandler<Command, Journaled, StoredEvents> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Replay.class, this::replay)
        .onCommand(
            Write.class,
            (stored, write) ->
                Effect()
                    .persist(
                        write.events().stream().map(e -> format.write(write.tick(), e)).toList())
                    .thenRun(state -> onWritten.run()))
        .build();
  }

  private Effect<Journaled, StoredEvents> replay(StoredEvents stored, Replay replay) {
    if (stored.reachesBeyond(replay.committedTick())) {
      return Effect().persist(StoredEvents.cut(replay.committedTick())).thenRun(this::handOver);
    }
    return Effect().none().thenRun(this::handOver);
  }

  private void handOver(StoredEvents stored) {
    onReplay.accept(stored.committed().stream().map(format::read).toList());
  }

  @Override
  public EventHandler<StoredEvents, Journaled> eventHandler() {
    return newEventHandlerBuilder().forAnyState().onAnyEvent(StoredEvents::with);
  }
}

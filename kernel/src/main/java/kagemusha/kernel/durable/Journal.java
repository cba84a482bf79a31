package kagemusha.kernel.durable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * The stored events of one durable entity. All events of a tick are written as one batch, before
 * the tick is reported done, and carry its number: what belongs to a tick that was never committed
 * can be told apart and cut off when the entity is recovered. No run does that yet, because it ends
 * with the first machine that is lost: its entities are handed all that is stored.
 */
public final class Journal
    extends EventSourcedBehavior<Journal.Command, Journaled, List<Journaled>> {
  /** What a journal accepts. */
  public sealed interface Command {}

  /** Hand over all that is stored. */
  public record Replay() implements Command {}

  /** Store the events of a tick. */
  public record Write(long tick, List<Object> events) implements Command {}

  private final JournalFormat format;
  private final long committedTick;
  private final Consumer<List<Object>> onReplay;
  private final Runnable onWritten;

  /**
   * @param onReplay receives the stored events, once per {@link Replay}
   * @param onWritten called when a {@link Write} is safe
   */
  public static Behavior<Command> create(
      String entity, Class<?> eventType, Consumer<List<Object>> onReplay, Runnable onWritten) {
    return create(entity, eventType, Long.MAX_VALUE, onReplay, onWritten);
  }

  /**
   * @param committedTick events of later ticks are not handed over
   */
  public static Behavior<Command> create(
      String entity,
      Class<?> eventType,
      long committedTick,
      Consumer<List<Object>> onReplay,
      Runnable onWritten) {
    return new Journal(entity, new JournalFormat(eventType), committedTick, onReplay, onWritten);
  }

  private Journal(
      String entity,
      JournalFormat format,
      long committedTick,
      Consumer<List<Object>> onReplay,
      Runnable onWritten) {
    super(PersistenceId.ofUniqueId(entity));
    this.format = format;
    this.committedTick = committedTick;
    this.onReplay = onReplay;
    this.onWritten = onWritten;
  }

  @Override
  public List<Journaled> emptyState() {
    return List.of();
  }

  @Override
  public CommandHandler<Command, Journaled, List<Journaled>> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(
            Replay.class,
            (stored, replay) ->
                Effect()
                    .none()
                    .thenRun(
                        state ->
                            onReplay.accept(
                                state.stream()
                                    .filter(event -> event.tick() <= committedTick)
                                    .map(format::read)
                                    .toList())))
        .onCommand(
            Write.class,
            (stored, write) ->
                Effect()
                    .persist(
                        write.events().stream().map(e -> format.write(write.tick(), e)).toList())
                    .thenRun(state -> onWritten.run()))
        .build();
  }

  @Override
  public EventHandler<List<Journaled>, Journaled> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onAnyEvent(
            (stored, event) -> {
              List<Journaled> longer = new ArrayList<>(stored);
              longer.add(event);
              return longer;
            });
  }
}

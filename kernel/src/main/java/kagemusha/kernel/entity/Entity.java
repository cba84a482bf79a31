package kagemusha.kernel.entity;

import java.util.List;
import java.util.function.Consumer;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;

/**
 * Something that lives on a machine and is known by its name: a guest, a controller, the owner of a
 * volume. Two things reach it. <b>Control</b> messages come one at a time at their exact time.
 * <b>Data</b> comes in rows: between two control deliveries of the machine lies a segment, in which
 * the machine calls {@link #advance} on its entities in their fixed order, each with all rows due
 * before the end of the segment.
 *
 * <p>An entity has no thread, no clock, no Pekko: it is called by one actor that hosts it.
 *
 * @param <M> the sealed interface of the control messages it accepts
 */
public interface Entity<M extends Message> {
  EntityId id();

  Class<M> protocol();

  /** Once, before the first tick. */
  default void start(Context context) {}

  /**
   * Turns what arrives into its own protocol. An entity that expects answers declared by others
   * wraps them here.
   *
   * @throws ClassCastException if it accepts no such message
   */
  default M adapt(Message message) {
    return protocol().cast(message);
  }

  void on(M message, Context context);

  /** Keeps rows that will be due later; they are worked on in {@link #advance}. */
  default void accept(EntityId from, Batch rows) {
    throw new IllegalArgumentException(id() + " takes no " + rows.getClass().getSimpleName());
  }

  /** When its next data work is due, {@code Long.MAX_VALUE} if nothing is. */
  default long nextWorkNanos() {
    return Long.MAX_VALUE;
  }

  /** Works on all data due before {@code untilNanos}, in order of time. */
  default void advance(long untilNanos, Context context) {}

  /** Its counters, the same list at every call. */
  default List<Counter> counters() {
    return List.of();
  }

  /**
   * Checked after every tick in which it was asked anything; throws {@link IllegalStateException}
   * with what is wrong.
   */
  default void invariant() {}

  /** At the end of the run: the figures of the steady state. */
  default void summarise(Consumer<Statistic> report) {}
}

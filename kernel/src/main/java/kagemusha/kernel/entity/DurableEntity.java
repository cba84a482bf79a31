package kagemusha.kernel.entity;

/**
 * An entity whose state outlives its process. It changes state only by applying events: new ones at
 * once, while it hands them to {@link Context#persist}, and stored ones when it is started again.
 *
 * @param <M> its control messages
 * @param <E> its journal events: records that Jackson can read and write
 */
public interface DurableEntity<M extends Message, E> extends Entity<M> {
  /** The sealed interface of its journal events. */
  Class<E> eventType();

  void apply(E event);
}

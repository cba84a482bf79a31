package kagemusha.kernel.entity;

/**
 * An entity that can live on one machine after another. It keeps its name; whoever writes to it
 * need not know where it is.
 *
 * <pre>
 * start ----> living --Departure--> pack    (the object is dropped, another one takes over)
 * unpack ---> living --adopted by another machine--> evicted (dropped; what it knew is lost)
 * </pre>
 *
 * <p>Between pack and unpack nothing reaches it: control messages, timers and rows of that time are
 * delivered when it is unpacked.
 *
 * @param <M> the sealed interface of the control messages it accepts
 * @param <S> its state on the wire; the class is on a list of {@code WireTypes}
 */
public interface MovableEntity<M extends Message, S> extends Entity<M> {
  Class<S> stateType();

  /** All that it knows beside its settings, in values that nobody changes any more. */
  S pack();

  /** Goes on where the packed one left off; comes in place of {@link #start}. */
  void unpack(S state, Context context);

  /** Another machine has adopted it, so this is its last word here. */
  default void evicted(Context context) {}
}

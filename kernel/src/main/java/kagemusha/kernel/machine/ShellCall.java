package kagemusha.kernel.machine;

import java.util.List;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** What a machine asks of one of its entities; each is answered before the next is asked. */
sealed interface ShellCall {
  EntityId target();

  /** Take these rows, then work on all data due before {@code untilNanos}. */
  record Advance(EntityId target, List<BatchMail> arrivals, long fromNanos, long untilNanos)
      implements ShellCall {}

  /** Handle one control message. */
  record Control(EntityId target, long timeNanos, long padNanos, Message message)
      implements ShellCall {}

  /** Read the counters of ten seconds, and those of sixty if {@code sixties}. */
  record Sample(EntityId target, boolean sixties) implements ShellCall {}

  /** The tick is over: check invariants and hand out what is to be journaled. */
  record Close(EntityId target, long tick) implements ShellCall {}

  /** Hand over all that you know, and be gone. */
  record Pack(EntityId target) implements ShellCall {}

  /** Another machine has adopted the entity: say your last word, and be gone. */
  record Evict(EntityId target, long timeNanos) implements ShellCall {}

  /** Take up where the entity left off on another machine; the first call of a new host. */
  record Unpack(EntityId target, long timeNanos, Object state) implements ShellCall {}

  /** Begin a new life; the first call of a new host. */
  record Begin(EntityId target, long timeNanos) implements ShellCall {}

  /** Whether the entity comes to this machine with this call. */
  default boolean comes() {
    return this instanceof Unpack || this instanceof Begin;
  }

  /** Whether the entity leaves this machine with this call. */
  default boolean goes() {
    return this instanceof Pack || this instanceof Evict;
  }
}

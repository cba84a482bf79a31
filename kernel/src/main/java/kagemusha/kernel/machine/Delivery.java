package kagemusha.kernel.machine;

import java.util.Comparator;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * A control message on its way.
 *
 * @param dueNanos when it reaches its receiver
 * @param incarnation how often the sender's machine has been started before
 * @param sequence running number of the sender's messages
 * @param padNanos padding gathered so far
 */
public record Delivery(
    long dueNanos,
    EntityId from,
    int incarnation,
    long sequence,
    EntityId to,
    long padNanos,
    Message message) {

  /** The one order of control in a run. */
  static final Comparator<Delivery> ORDER =
      Comparator.comparingLong(Delivery::dueNanos)
          .thenComparing(Delivery::from)
          .thenComparingInt(Delivery::incarnation)
          .thenComparingLong(Delivery::sequence);

  /** The same at the end of a way, which has added so much padding. */
  Delivery arriving(long atNanos, long addedPadNanos) {
    return new Delivery(
        atNanos, from, incarnation, sequence, to, padNanos + addedPadNanos, message);
  }
}

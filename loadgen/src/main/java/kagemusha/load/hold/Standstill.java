package kagemusha.load.hold;

import kagemusha.kernel.entity.EntityId;

/**
 * Who holds writes, and since when.
 *
 * @param padNanos padding that the order to hold had gathered
 */
public record Standstill(String set, EntityId asker, long sinceNanos, long padNanos) {
  /** Padding of an answer that a write with this padding of its own has made possible. */
  public long answerPadNanos(long nowNanos, long writePadNanos) {
    return padNanos + Math.min(nowNanos - sinceNanos, writePadNanos);
  }

  /** How much of a hold that ends with a message of this padding is artificial. */
  long artificialNanos(long nowNanos, long endPadNanos) {
    return Math.min(nowNanos - sinceNanos, Math.max(0, endPadNanos - padNanos));
  }
}

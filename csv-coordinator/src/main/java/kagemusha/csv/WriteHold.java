package kagemusha.csv;

import kagemusha.kernel.entity.EntityId;

/**
 * The hold of all writes to one volume at its owner, for a snapshot. Reads pass.
 *
 * <pre>
 * Open     --HoldWrites--> Draining            new writes wait
 * Open     --HoldWrites, no write in flight--> Held
 * Draining --last write back--> Held           the asker is told
 * Draining, Held --ReleaseWrites--> Open       the writes go on
 * Draining, Held --limit--> Open               the asker is told, the writes go on
 * Draining, Held --another host owns the volume--> Open       as if the limit were reached
 * </pre>
 *
 * <p>A set that asks while another one holds, or at a host that is not the owner, is told at once
 * that its hold has expired.
 */
sealed interface WriteHold {
  /**
   * Who holds the writes.
   *
   * @param sinceNanos when the hold began
   * @param padNanos what padding had been gathered by then
   */
  record Ask(String set, EntityId replyTo, long sinceNanos, long padNanos) {}

  /** Writes pass. */
  record Open() implements WriteHold {}

  /** Writes wait. */
  sealed interface Closed extends WriteHold {
    Ask ask();
  }

  /** New writes wait; some are still in flight. */
  record Draining(Ask ask) implements Closed {}

  /** No write is in flight. */
  record Held(Ask ask) implements Closed {}
}

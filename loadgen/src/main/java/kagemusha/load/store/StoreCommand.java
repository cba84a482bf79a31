package kagemusha.load.store;

import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** What a guest accepts for its mail store, on the guest's own machine. */
public sealed interface StoreCommand extends Message {
  /**
   * Write no more to database and log until thawed; answered with {@link StoreNotice.Frozen} when
   * nothing is in flight. A freeze ends by itself after 20 seconds.
   */
  record Freeze(String set, EntityId replyTo) implements StoreCommand {}

  /** Go on. Not answered. */
  record Thaw(String set) implements StoreCommand {}

  /**
   * Dismount the database: what is in hand is finished, whoever else asks gets no answer. Answered
   * with {@link StoreNotice.Dismounted} when a header of a clean shutdown is on disk.
   */
  record Dismount(String job, EntityId replyTo) implements StoreCommand {}

  /**
   * A dismounted database has been replaced: replay these logs and mount it. Answered with {@link
   * StoreNotice.Recovered} when the database has been shut down cleanly, just before it is mounted.
   */
  record Recover(String job, int firstLog, int lastLog, EntityId replyTo) implements StoreCommand {}

  /** Logs up to the number (exclusive) are in a backup and may be deleted. Not answered. */
  record Truncate(int log) implements StoreCommand {}
}

package kagemusha.load.store;

import kagemusha.kernel.entity.Message;

/** What a mail store answers; the asker adapts it. */
public sealed interface StoreNotice extends Message {
  /** Nothing is written from now on. */
  record Frozen(String set, String guest, StoreDocument document) implements StoreNotice {}

  /** The database is dismounted. */
  record Dismounted(String job, String guest) implements StoreNotice {}

  /** The logs have been replayed, the database needs none any more. */
  record Recovered(String job, String guest) implements StoreNotice {}

  /** The freeze has lasted too long and has been given up. */
  record FreezeExpired(String set, String guest) implements StoreNotice {}
}

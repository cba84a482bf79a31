package kagemusha.backup.vss;

import kagemusha.load.store.StoreDocument;

/**
 * What the store's writer does for a set; the names are those of the writers' status.
 *
 * <pre>
 * None     --Identify--> Stable                       the store describes itself
 * Stable   --PrepareForSnapshot--> WaitingForFreeze   dirty pages are written
 * WaitingForFreeze --Freeze--> Freezing               the store is asked
 * Freezing --Frozen--> WaitingForThaw
 * Freezing, WaitingForThaw, WaitingForPostSnapshot --FreezeExpired--> the same, the service is told
 * WaitingForThaw --Thaw--> WaitingForPostSnapshot     the store goes on
 * WaitingForPostSnapshot --PostSnapshot--> WaitingForBackupComplete
 * WaitingForBackupComplete --BackupComplete--> None   an agent in the guest: logs are truncated
 * any      --Abort--> None                            a frozen store goes on
 * </pre>
 */
sealed interface StoreWriterState {
  /**
   * Whose set it is.
   *
   * @param full whether logs may be truncated when the backup has succeeded
   */
  record Session(String set, boolean full) {}

  record None() implements StoreWriterState {}

  record Stable(Session session) implements StoreWriterState {}

  record WaitingForFreeze(Session session) implements StoreWriterState {}

  record Freezing(Session session) implements StoreWriterState {}

  record WaitingForThaw(Session session, StoreDocument document) implements StoreWriterState {}

  record WaitingForPostSnapshot(Session session, StoreDocument document)
      implements StoreWriterState {}

  record WaitingForBackupComplete(Session session, StoreDocument document)
      implements StoreWriterState {}
}

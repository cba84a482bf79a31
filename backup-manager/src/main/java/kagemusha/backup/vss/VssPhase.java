package kagemusha.backup.vss;

/** Where a snapshot set is; the names are those of the service's events. */
public enum VssPhase {
  GATHER_WRITER_METADATA,
  PREPARE_FOR_BACKUP,
  BEGIN_PREPARE_SNAPSHOT,
  END_PREPARE_SNAPSHOTS,
  PREPARE_FOR_SNAPSHOT,
  FREEZE,
  PRE_COMMIT_SNAPSHOTS,
  HOLD_WRITES,
  COMMIT_SNAPSHOTS,
  POST_COMMIT_SNAPSHOTS,
  THAW,
  POST_SNAPSHOT,
  READY,
  BACKUP_COMPLETE,
  DELETED
}

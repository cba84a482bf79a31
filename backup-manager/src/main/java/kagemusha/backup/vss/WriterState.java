package kagemusha.backup.vss;

/** State of a writer with regard to one set, by the names of the writers' status. */
public enum WriterState {
  STABLE,
  WAITING_FOR_FREEZE,
  WAITING_FOR_THAW,
  WAITING_FOR_POST_SNAPSHOT,
  WAITING_FOR_BACKUP_COMPLETE,
  FAILED_AT_IDENTIFY,
  FAILED_AT_PREPARE_BACKUP,
  FAILED_AT_PREPARE_SNAPSHOT,
  FAILED_AT_FREEZE,
  FAILED_AT_THAW,
  FAILED_AT_POST_SNAPSHOT,
  FAILED_AT_BACKUP_COMPLETE
}

package kagemusha.backup.dpm;

/** What the stream of a disk is for. */
public enum Purpose {
  /** From a snapshot to the replica; all of it. */
  COPY,
  /** From a snapshot to the replica; only what a filter has tracked as changed. */
  TRACKED,
  /** From a snapshot to the replica; only what differs from it. */
  COMPARE,
  /** From a recovery point to the array. */
  RESTORE,
  /** Reads back what a restore has written; costs the emulated agent and server nothing. */
  PROOF;

  /** Whether what is read is compared with the server's checksums. */
  boolean compares() {
    return this == COMPARE || this == PROOF;
  }
}

package kagemusha.backup.dpm;

/** How a VM's replica is. */
public enum ReplicaState {
  /** There is none. */
  MISSING,
  /** It is being made. */
  CREATING,
  /** It is what the last backup shipped. */
  ACTIVE,
  /** A consistency check is under way. */
  VERIFYING,
  /** It cannot be trusted; only a consistency check helps. Its recovery points can be restored. */
  INCONSISTENT
}

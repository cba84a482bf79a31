package kagemusha.node;

/** State of a virtual machine as its host reports it [pub]. */
public enum VmState {
  OFF,
  STARTING,
  RUNNING,
  PAUSING,
  PAUSED,
  /** Stands still because a disk could not be written. */
  PAUSED_CRITICAL,
  RESUMING,
  SAVING,
  SAVED,
  STOPPING,
  /** Stands still on its way to another host. */
  MIGRATING,
  /** There is no such machine any more; its disks are left. */
  DELETED;

  /** Whether it stays so until somebody asks for something else. */
  public boolean isSettled() {
    return switch (this) {
      case OFF, RUNNING, PAUSED, PAUSED_CRITICAL, SAVED, DELETED -> true;
      case STARTING, PAUSING, RESUMING, SAVING, STOPPING, MIGRATING -> false;
    };
  }
}

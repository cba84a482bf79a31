package kagemusha.node;

/** State of a virtual machine as the host sees it. So far a machine always runs. */
public enum VmState {
  OFF,
  RUNNING,
  PAUSED,
  SAVED
}

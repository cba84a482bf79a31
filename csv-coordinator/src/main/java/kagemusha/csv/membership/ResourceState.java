package kagemusha.csv.membership;

/** State of a resource or a group as an administrator sees it. */
public enum ResourceState {
  ONLINE,
  OFFLINE,
  /** On its way to be online or offline. */
  PENDING,
  FAILED
}

package kagemusha.csv.membership;

/** What the journal keeps of the cluster's registry. */
public sealed interface MembershipEvent {
  /** A host is a member no more. */
  record HostGone(String host, String suspectedBy) implements MembershipEvent {}

  /** A host is a member again. */
  record HostJoined(String host) implements MembershipEvent {}

  /** A host has got hold of the witness disk. */
  record WitnessMoved(String host) implements MembershipEvent {}

  /** A group is on another host. */
  record GroupMoved(String group, String host) implements MembershipEvent {}

  /** What a host has said of the resources of a group. */
  record ResourcesChanged(String group, ResourceState machine, ResourceState configuration)
      implements MembershipEvent {}

  /** The machine of a group has failed. */
  record GroupFailed(String group, long atNanos) implements MembershipEvent {}

  /** A group has been deleted. */
  record GroupDeleted(String group) implements MembershipEvent {}
}

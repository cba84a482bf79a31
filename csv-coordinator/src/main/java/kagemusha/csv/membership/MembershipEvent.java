package kagemusha.csv.membership;

/** What the journal keeps of the cluster's registry. */
public sealed interface MembershipEvent {
  /** A host is a member no more. */
  record HostGone(String host, String suspectedBy) implements MembershipEvent {}
}

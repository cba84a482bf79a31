package kagemusha.kernel.machine;

/** What becomes of a machine. It is for the conductor to carry out; machines need not know. */
public sealed interface PowerNews extends Announcement {
  /** Whose power it is. */
  String machine();

  /** The machine is gone from the tick on in which this time lies, as if its process had died. */
  record Off(String machine, long fromNanos) implements PowerNews {}

  /** It comes back with the first tick that begins no earlier. */
  record On(String machine, long fromNanos) implements PowerNews {}
}

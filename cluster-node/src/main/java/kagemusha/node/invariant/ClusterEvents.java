package kagemusha.node.invariant;

import kagemusha.kernel.event.EventRecord;

/** The failover cluster's events that laws go by. */
final class ClusterEvents {
  private static final String SOURCE = "FailoverClustering";
  private static final int SERVES = 9014;
  private static final int SERVES_NO_MORE = 9015;
  private static final int REMOVED = 1135;
  private static final int JOINED = 1062;

  private ClusterEvents() {}

  private static boolean is(EventRecord event, int id) {
    return event.id() == id && event.source().equals(SOURCE);
  }

  /** The machine serves the volume of the correlation as its owner. */
  static boolean isServes(EventRecord event) {
    return is(event, SERVES);
  }

  /** The machine has ceased to. */
  static boolean isServesNoMore(EventRecord event) {
    return is(event, SERVES_NO_MORE);
  }

  /** The host of the correlation is a member no more. */
  static boolean isEviction(EventRecord event) {
    return is(event, REMOVED);
  }

  /** It is one again. */
  static boolean isJoin(EventRecord event) {
    return is(event, JOINED);
  }
}

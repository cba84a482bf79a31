package kagemusha.array;

/**
 * Numbers of the events that the array writes to the log; those of pairs, 1020 to 1025, are with
 * their rules.
 */
public final class ArrayEvents {
  /** A software snapshot is lost because its diff area could not grow, as volsnap's event 25. */
  public static final int SNAPSHOT_ABORTED = 25;

  /** A software snapshot exists. */
  public static final int SNAPSHOT_CREATED = 1001;

  /** A software snapshot is gone. */
  public static final int SNAPSHOT_DELETED = 1002;

  /** A snapshot was deleted while streams still read it; they have been closed. */
  public static final int STREAMS_DROPPED = 1003;

  /** A pool has no page left; writes to pages that do not exist fail. */
  public static final int POOL_FULL = 1101;

  private ArrayEvents() {}
}

package kagemusha.array;

/**
 * Numbers of the events that the array writes to the log; those of pairs, 1020 to 1026, are with
 * their rules.
 */
public final class ArrayEvents {
  /** Of {@link #SNAPSHOT_DRIVER}: a snapshot was dropped, its diff area could not grow [pub]. */
  public static final int DIFF_AREA_FULL = 25;

  /** Source of the event that the hosts' snapshot driver writes. */
  public static final String SNAPSHOT_DRIVER = "volsnap";

  /** A software snapshot exists. */
  public static final int SNAPSHOT_CREATED = 1001;

  /** A software snapshot is gone. */
  public static final int SNAPSHOT_DELETED = 1002;

  /** A snapshot was deleted while streams still read it; they have been closed. */
  public static final int STREAMS_DROPPED = 1003;

  /** A snapshot was dropped because the host that had it made is gone. */
  public static final int SNAPSHOT_ORPHANED = 1004;

  /** A snapshot has been given the content of an older one. */
  public static final int REVERTED = 1041;

  /** A revert has ended because one of its snapshots is gone. */
  public static final int REVERT_FAILED = 1042;

  /** A sequential write to an LU has ended because of an error. */
  public static final int RESTORE_FAILED = 1043;

  /** A pool has no page left; writes to pages that do not exist fail. */
  public static final int POOL_FULL = 1101;

  /** A RAID group of its reserve has been taken into a pool. */
  public static final int POOL_GROWN = 1102;

  /** A pool was to grow and has nothing in reserve. */
  public static final int NO_RESERVE = 1103;

  /** A host that is fenced off has tried to write. */
  public static final int RESERVATION_CONFLICT = 1104;

  /** A drive has failed; a spare is rebuilt. */
  public static final int DRIVE_FAILED = 1111;

  /** A spare is complete. */
  public static final int REBUILT = 1112;

  /** A controller has failed; the other one works alone. */
  public static final int CONTROLLER_FAILED = 1113;

  /** A controller that has failed works again. */
  public static final int CONTROLLER_BACK = 1114;

  private ArrayEvents() {}
}

package kagemusha.load.server;

/** The events of the store's database engine, with its own numbers. */
final class EseEvents {
  static final String SOURCE = "ESE";

  /** Log files have been deleted after a full backup [MEM]. */
  static final int LOGS_DELETED = 224;

  /** There were none to be deleted [MEM]. */
  static final int NOTHING_TRUNCATED = 225;

  /** Recovery has begun [MEM]. */
  static final int RECOVERY_BEGUN = 300;

  /** Recovery is done [MEM]. */
  static final int RECOVERED = 302;

  /** A database has been detached [MEM]. */
  static final int DETACHED = 327;

  /** A database cannot be recovered [MEM]. */
  static final int NOT_RECOVERABLE = 454;

  /** The shadow copy of a database has been given up, its freeze took too long [pub]. */
  static final int FREEZE_EXPIRED = 2004;

  private EseEvents() {}
}

package kagemusha.load.server;

import kagemusha.load.store.ContentVersion;

/**
 * Who waits for an I/O and what it was: the low bits say which kind, the rest is one number, or for
 * a log write that a commit waits for, its number and above it the commit.
 */
final class WaitTag {
  /** Nobody waits. */
  static final long NOBODY = 0;

  private static final long READ = 1;
  private static final long COMMIT = 2;
  private static final long LOG = 3;
  private static final long PAGE = 4;
  private static final long HEADER = 5;
  private static final long RECOVERY = 6;
  private static final long REPLAY = 7;
  private static final int KIND_BITS = 3;

  private WaitTag() {}

  static long read(int task) {
    return (long) task << KIND_BITS | READ;
  }

  /** A log write that a commit waits for. */
  static long commit(int commit, int log) {
    return ((long) commit << ContentVersion.LOG_BITS | log) << KIND_BITS | COMMIT;
  }

  /** A log write that nobody waits for. */
  static long log(int log) {
    return (long) log << KIND_BITS | LOG;
  }

  /** A page whose oldest change on its way to the disk belongs to a log write. */
  static long page(int since) {
    return (long) since << KIND_BITS | PAGE;
  }

  static long header() {
    return HEADER;
  }

  /** A read of the recovery after a crash. */
  static long recovery() {
    return RECOVERY;
  }

  static boolean isRecovery(long tag) {
    return kind(tag) == RECOVERY;
  }

  /** A read of the log of a database that has been restored. */
  static long replay() {
    return REPLAY;
  }

  static boolean isReplay(long tag) {
    return kind(tag) == REPLAY;
  }

  static boolean isRead(long tag) {
    return kind(tag) == READ;
  }

  static boolean isCommit(long tag) {
    return kind(tag) == COMMIT;
  }

  static boolean isLog(long tag) {
    return kind(tag) == LOG || kind(tag) == COMMIT;
  }

  static boolean isPage(long tag) {
    return kind(tag) == PAGE;
  }

  static boolean isHeader(long tag) {
    return kind(tag) == HEADER;
  }

  /** The task of a read. */
  static int task(long tag) {
    return (int) (tag >> KIND_BITS);
  }

  /** The commit that waits for a log write. */
  static int commit(long tag) {
    return (int) (tag >> KIND_BITS + ContentVersion.LOG_BITS);
  }

  /** The number of a log write. */
  static int log(long tag) {
    return (int) (tag >> KIND_BITS) & ContentVersion.MAX_LOG;
  }

  /** The log write that a page's oldest change belongs to. */
  static int since(long tag) {
    return (int) (tag >> KIND_BITS);
  }

  private static long kind(long tag) {
    return tag & (1 << KIND_BITS) - 1;
  }
}

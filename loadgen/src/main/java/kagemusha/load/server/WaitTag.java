package kagemusha.load.server;

/** Who waits for an I/O: the low bits say what, the rest which. */
final class WaitTag {
  /** Nobody waits. */
  static final long NOBODY = 0;

  private static final long READ = 1;
  private static final long COMMIT = 2;
  private static final int KIND_BITS = 2;

  private WaitTag() {}

  static long read(int task) {
    return (long) task << KIND_BITS | READ;
  }

  static long commit(int commit) {
    return (long) commit << KIND_BITS | COMMIT;
  }

  static boolean isRead(long tag) {
    return kind(tag) == READ;
  }

  static boolean isCommit(long tag) {
    return kind(tag) == COMMIT;
  }

  static int slot(long tag) {
    return (int) (tag >> KIND_BITS);
  }

  private static long kind(long tag) {
    return tag & (1 << KIND_BITS) - 1;
  }
}

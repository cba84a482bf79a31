package kagemusha.load.store;

/** The versions that stand for the content of a store's blocks; see the package's table. */
public final class ContentVersion {
  /** Bits of a log write's number. */
  public static final int LOG_BITS = 24;

  /** A store can make so many log writes: 16,777,215. */
  public static final int MAX_LOG = (1 << LOG_BITS) - 1;

  /** So many pages can be written between two log writes. */
  public static final int MAX_PAGES = 255;

  private static final int LOW_BITS = 8;
  private static final int DIRTY = 1;
  private static final int CLEAN = 2;

  private ContentVersion() {}

  /** A log write. */
  public static int log(int number) {
    return number << LOW_BITS;
  }

  /** A page of the database, the {@code n}-th since a log write; {@code n} counts from 1. */
  public static int page(int lastLog, int n) {
    return lastLog << LOW_BITS | n;
  }

  /** The header of a database in use. */
  public static int dirtyHeader(int checkpoint) {
    return checkpoint << LOW_BITS | DIRTY;
  }

  /** The header of a database that has been dismounted properly. */
  public static int cleanHeader(int checkpoint) {
    return checkpoint << LOW_BITS | CLEAN;
  }

  /** The number of the log write that a version refers to. */
  public static int logOf(int version) {
    return version >>> LOW_BITS;
  }

  static boolean isLog(int version) {
    return (version & 0xff) == 0 && version != 0;
  }

  static boolean isDirtyHeader(int version) {
    return (version & 0xff) == DIRTY;
  }

  /** Whether it is the header of a database that has been dismounted properly. */
  public static boolean isCleanHeader(int version) {
    return (version & 0xff) == CLEAN;
  }
}

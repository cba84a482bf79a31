package kagemusha.array.agenda;

/** What falls due inside a controller. */
public enum Work {
  /** A linked row of a chain starts. Index: slot of the host I/O. */
  CHAIN_STEP,
  /** A host I/O has passed the front end. Index: its slot. */
  HOST_READY,
  /** Copy-on-write has read the old data of a write. Index: the write. */
  OLD_DATA_READ,
  /** A host I/O is complete. Index: its slot. */
  HOST_DONE,
  /** An interval of destaging begins. Owner: LU. */
  DESTAGE_ROUND,
  /** The next row of a plan is destaged. Owner: LU; index: RAID group of its pool. */
  DESTAGE_STEP,
  /** Old data and parity of a partial row have been read. Owner: LU; index: stripe. */
  STRIPE_READ,
  /** A row has reached the disks. Owner: LU; index: stripe. */
  DESTAGED,
  /** A read of a stream has passed the front end. Owner: stream; index: read. */
  STREAM_READY,
  /** A read of a stream is complete. Owner: stream; index: read. */
  STREAM_DONE,
  /** A pair may copy the next piece. Owner: pair. */
  PAIR_STEP,
  /** A piece of a pair's copy has been read. Owner: pair; index: piece. */
  PAIR_READ,
  /** A piece of a pair's copy is in the cache. Owner: pair; index: piece. */
  PAIR_COPIED,
  /** A track that a write had to wait for has been copied. Index: the write. */
  TRACK_SAVED,
  /** The command that reads a run of an older snapshot has passed the front end. Owner: revert. */
  REVERT_READ,
  /** A run of an older snapshot has been read. Owner: revert. */
  REVERT_OLD_DATA,
  /** The command that writes a run has passed the front end. Owner: revert. */
  REVERT_WRITE,
  /** A run has been reverted. Owner: revert. */
  REVERT_WRITTEN,
  /** A write of a stream has passed the front end. Owner: stream. */
  ROW_READY,
  /** A write of a stream is complete. Owner: stream. */
  ROW_WRITTEN,
  /** A piece of a spare is to be read. Owner: rebuild. */
  REBUILD_READ,
  /** A piece of a spare is to be written. Owner: rebuild. */
  REBUILD_WRITE;

  private static final Work[] VALUES = values();
  private static final int OWNER_BITS = 28;
  private static final int INDEX_MASK = (1 << OWNER_BITS) - 1;

  /** Whether it ends a command of a host. */
  public boolean isAnswer() {
    return switch (this) {
      case HOST_DONE, STREAM_DONE, ROW_WRITTEN -> true;
      default -> false;
    };
  }

  /** One {@code long} with everything: what, whose, which. */
  public long with(int owner, int index) {
    return ((long) ordinal() << (2 * OWNER_BITS)) | ((long) owner << OWNER_BITS) | index;
  }

  public static Work of(long item) {
    return VALUES[(int) (item >>> (2 * OWNER_BITS))];
  }

  public static int owner(long item) {
    return (int) (item >>> OWNER_BITS) & INDEX_MASK;
  }

  public static int index(long item) {
    return (int) item & INDEX_MASK;
  }
}

package kagemusha.load.server;

/** What a timer of the server is for; packed with one number into the payload of the queue. */
enum Timer {
  /** The first page read of a task is due; the number is its slot. */
  CHAIN,
  /** A call without page reads ends; the number is the task's slot. */
  CALL_END,
  /** The lazy writer writes a page; the number is its number. */
  PAGE_WRITE,
  /** A delivery writes to the log; no number. */
  DELIVERY_LOG_WRITE,
  /** A delivery reads a page; the number is the user. */
  DELIVERY_READ,
  /** The operating system reads; no number. */
  SYSTEM_READ,
  /** The operating system writes; no number. */
  SYSTEM_WRITE,
  /** The database's header is brought up to date; no number. */
  HEADER;

  private static final Timer[] VALUES = values();
  private static final int KIND_BITS = 3;

  long with(long number) {
    return number << KIND_BITS | ordinal();
  }

  static Timer of(long payload) {
    return VALUES[(int) (payload & (1 << KIND_BITS) - 1)];
  }

  static long number(long payload) {
    return payload >> KIND_BITS;
  }
}

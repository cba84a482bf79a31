package kagemusha.load.client;

/** What a user does next; packed with the user into the payload of the queue. */
enum Turn {
  AUTHENTICATE,
  WORK,
  SYNCHRONISE,
  LOG_OFF;

  private static final Turn[] VALUES = values();
  private static final int KIND_BITS = 2;

  long of(int user) {
    return (long) user << KIND_BITS | ordinal();
  }

  static Turn of(long payload) {
    return VALUES[(int) (payload & (1 << KIND_BITS) - 1)];
  }

  static int user(long payload) {
    return (int) (payload >> KIND_BITS);
  }
}

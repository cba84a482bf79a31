package kagemusha.backup.dpm;

/**
 * Keeps what an agent sends within the throttle: pieces leave one after another, each when the rate
 * has had room for all of it. So in any span of time no more leaves than the rate allows in it and
 * one piece.
 */
final class Pace {
  private static final long SECOND = 1_000_000_000L;

  private long freeNanos;

  /** When a piece that could leave at a time may leave. */
  long leaves(ShippingTerms terms, long readyNanos, long bytes) {
    if (!terms.isThrottled()) {
      return readyNanos;
    }
    long at = Math.max(freeNanos, readyNanos);
    long left = bytes;
    while (left > 0) {
      long rate = terms.bytesPerSecond(at);
      long change = terms.nextChangeNanos(at);
      long takes = (left * SECOND + rate - 1) / rate;
      if (takes <= change - at) {
        at += takes;
        left = 0;
      } else {
        left -= (change - at) * rate / SECOND;
        at = change;
      }
    }
    freeNanos = at;
    return at;
  }
}

package kagemusha.console;

/** A span of virtual time. */
record Window(long fromNanos, long untilNanos) {
  Window {
    if (untilNanos < fromNanos) {
      throw new IllegalArgumentException("a window from " + fromNanos + " to " + untilNanos);
    }
  }

  static Window ofSeconds(double from, double until) {
    return new Window(Math.round(from * 1e9), Math.round(until * 1e9));
  }

  /** Whether a span lies in it altogether. */
  boolean contains(long from, long until) {
    return from >= fromNanos && until <= untilNanos;
  }

  /** Whether any part of a span lies in it. */
  boolean overlaps(long from, long until) {
    return from < untilNanos && until > fromNanos;
  }

  @Override
  public String toString() {
    return VirtualClock.elapsed(fromNanos) + " to " + VirtualClock.elapsed(untilNanos);
  }
}

package kagemusha.kernel.machine;

/**
 * A network adapter of a machine.
 *
 * @param bitsPerSecond rate of its transmit queue
 * @param latencyNanos time from the end of transmission to arrival
 * @param patience when what got lost is sent again
 */
public record NicSpec(String network, long bitsPerSecond, long latencyNanos, Patience patience) {
  /**
   * When a transport sends again what has not been acknowledged: after the first wait, after twice
   * as long, and so on up to the longest wait. It never gives up: that is for whoever waits for an
   * answer.
   */
  public record Patience(long firstNanos, long longestNanos) {
    public Patience {
      if (firstNanos < 1 || longestNanos < firstNanos) {
        throw new IllegalArgumentException(
            "sent again after %d ns, at most %d ns".formatted(firstNanos, longestNanos));
      }
    }

    /** The wait before sending again for the first time (0), the second time (1)... */
    long waitNanos(int attempt) {
      long most = longestNanos / firstNanos;
      return attempt < 62 && 1L << attempt <= most ? firstNanos << attempt : longestNanos;
    }

    /** The first time from {@code fromNanos} on at which that is sent again. */
    long nextNanos(long sentNanos, long fromNanos) {
      long at = sentNanos;
      for (int attempt = 0; at < fromNanos; attempt++) {
        long wait = waitNanos(attempt);
        long left = fromNanos - at;
        at += wait == longestNanos ? (left + wait - 1) / wait * wait : wait;
      }
      return at;
    }
  }

  public NicSpec {
    if (bitsPerSecond < 1 || latencyNanos < 0) {
      throw new IllegalArgumentException("not a network adapter: " + network);
    }
  }

  /** An adapter on a network that never fails. */
  public NicSpec(String network, long bitsPerSecond, long latencyNanos) {
    this(network, bitsPerSecond, latencyNanos, new Patience(300_000_000L, 10_000_000_000L));
  }

  /** Time to put so many bytes on the wire. */
  long transmitNanos(long bytes) {
    return bytes * 8 * 1_000_000_000L / bitsPerSecond;
  }
}

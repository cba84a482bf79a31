package kagemusha.kernel.machine;

/**
 * A network adapter of a machine.
 *
 * @param bitsPerSecond rate of its transmit queue
 * @param latencyNanos time from the end of transmission to arrival
 */
public record NicSpec(String network, long bitsPerSecond, long latencyNanos) {
  public NicSpec {
    if (bitsPerSecond < 1 || latencyNanos < 0) {
      throw new IllegalArgumentException("not a network adapter: " + network);
    }
  }

  /** Time to put so many bytes on the wire. */
  long transmitNanos(long bytes) {
    return bytes * 8 * 1_000_000_000L / bitsPerSecond;
  }
}

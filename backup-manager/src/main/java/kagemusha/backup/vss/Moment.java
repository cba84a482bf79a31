package kagemusha.backup.vss;

import java.time.Duration;

/**
 * When rules are asked.
 *
 * @param freeNanos virtual time less the padding that has been gathered on the way here
 * @param quantumNanos padding of one hop between machines
 */
public record Moment(long freeNanos, long quantumNanos) {
  /** More hops than any wait in a set has one after another. */
  private static final int HOPS = 10;

  /** Whether more than the limit has passed since then, padding left out. */
  public boolean isLate(long sinceNanos, Duration limit) {
    return freeNanos - sinceNanos > limit.toNanos();
  }

  /**
   * How long to wait for an answer that may never come: the limit and all padding that the answer
   * may gather.
   */
  public long watchNanos(Duration limit) {
    return limit.toNanos() + HOPS * quantumNanos;
  }
}

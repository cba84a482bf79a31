package kagemusha.config;

import java.time.Duration;

/**
 * How the replica volumes of the DPM server grow when they are full. [pub]
 *
 * @param poolBytes the storage pool: they never get larger
 * @param leastBytes they grow by this at least
 * @param share or by this share of what they have, if that is more
 * @param interval they do not grow again before this time has passed
 */
public record GrowthSpec(long poolBytes, long leastBytes, double share, Duration interval) {
  /** The capacity after a growth. */
  public long grown(long capacityBytes) {
    long wanted = capacityBytes + Math.max(leastBytes, (long) (capacityBytes * share));
    return Math.min(poolBytes, wanted);
  }
}

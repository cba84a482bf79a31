package kagemusha.backup.dpm;

import java.util.Optional;
import kagemusha.config.BackupPlan;
import kagemusha.config.ProtectionGroup;
import kagemusha.config.Throttle;

/**
 * How an agent is to send what it ships: the protection group's compression and throttle.
 *
 * @param clockNanos time of the day at the start of the run
 * @param workFromNanos time of the day at which work hours begin
 * @param workToNanos time of the day at which they end, which may be the next day's
 * @param workBytesPerSecond 0 for as fast as can be, as is {@code otherBytesPerSecond}
 */
public record ShippingTerms(
    boolean compressed,
    long clockNanos,
    long workFromNanos,
    long workToNanos,
    long workBytesPerSecond,
    long otherBytesPerSecond) {
  static final ShippingTerms NONE = new ShippingTerms(false, 0, 0, 0, 0, 0);

  private static final long DAY_NANOS = 24 * 3_600_000_000_000L;

  static ShippingTerms of(Run run, BackupPlan plan) {
    Optional<ProtectionGroup> group = plan.group(run.vm(), run.method());
    boolean compressed = group.map(ProtectionGroup::compressed).orElse(false);
    Optional<Throttle> throttle = group.flatMap(ProtectionGroup::throttle);
    return throttle
        .map(
            limit ->
                new ShippingTerms(
                    compressed,
                    plan.clock().toNanoOfDay(),
                    limit.from().toNanoOfDay(),
                    limit.to().toNanoOfDay(),
                    limit.workBytesPerSecond(),
                    limit.otherBytesPerSecond()))
        .orElse(new ShippingTerms(compressed, 0, 0, 0, 0, 0));
  }

  boolean isThrottled() {
    return workBytesPerSecond > 0;
  }

  private long timeOfDay(long atNanos) {
    return (clockNanos + atNanos) % DAY_NANOS;
  }

  private static long until(long fromNanos, long toNanos) {
    long ahead = toNanos - fromNanos;
    return ahead > 0 ? ahead : ahead + DAY_NANOS;
  }

  long bytesPerSecond(long atNanos) {
    long now = timeOfDay(atNanos);
    boolean work = until(now, workToNanos) < until(now, workFromNanos);
    return work ? workBytesPerSecond : otherBytesPerSecond;
  }

  /** When work hours begin or end next after a time. */
  long nextChangeNanos(long atNanos) {
    long now = timeOfDay(atNanos);
    return atNanos + Math.min(until(now, workFromNanos), until(now, workToNanos));
  }
}

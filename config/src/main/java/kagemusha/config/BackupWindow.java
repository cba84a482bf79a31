package kagemusha.config;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;

/**
 * The time of each day in which backups are to run. It may go past midnight; one that closes when
 * it opens is always open.
 */
public record BackupWindow(LocalTime opens, LocalTime closes) {

  /** How much of a time lies outside of it: nothing if the window was kept. */
  public Duration outside(LocalDateTime from, LocalDateTime until) {
    Duration inside = Duration.ZERO;
    LocalDateTime opening = from.toLocalDate().minusDays(1).atTime(opens);
    for (; opening.isBefore(until); opening = opening.plusDays(1)) {
      inside = inside.plus(overlap(opening, opening.plus(length()), from, until));
    }
    return Duration.between(from, until).minus(inside);
  }

  private Duration length() {
    Duration length = Duration.between(opens, closes);
    return length.compareTo(Duration.ZERO) > 0 ? length : length.plusDays(1);
  }

  private static Duration overlap(
      LocalDateTime opening, LocalDateTime closing, LocalDateTime from, LocalDateTime until) {
    LocalDateTime start = opening.isAfter(from) ? opening : from;
    LocalDateTime end = closing.isBefore(until) ? closing : until;
    return start.isBefore(end) ? Duration.between(start, end) : Duration.ZERO;
  }

  @Override
  public String toString() {
    return opens + " to " + closes;
  }
}

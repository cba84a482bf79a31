package kagemusha.console;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Virtual time as people read it. */
final class VirtualClock {
  private static final DateTimeFormatter PERFMON =
      DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss.SSS", Locale.ROOT);
  private static final DateTimeFormatter EVENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS", Locale.ROOT);

  private final LocalDateTime start;

  /**
   * @param start the emulated site's clock at virtual time zero
   */
  VirtualClock(LocalDateTime start) {
    this.start = start;
  }

  String perfmon(long nanos) {
    return PERFMON.format(start.plusNanos(nanos));
  }

  /** Virtual time of a row of the counter file, to the millisecond. */
  long nanosOfPerfmon(String text) {
    return Duration.between(start, LocalDateTime.parse(text, PERFMON)).toNanos();
  }

  String event(long nanos) {
    return EVENT.format(start.plusNanos(nanos));
  }

  /** Time since the start of the run, {@code h:mm:ss}. */
  static String elapsed(long nanos) {
    long seconds = nanos / 1_000_000_000L;
    return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}

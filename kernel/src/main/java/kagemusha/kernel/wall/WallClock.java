package kagemusha.kernel.wall;

import java.time.LocalDateTime;

/**
 * The only reader of the real clock. It serves pace, progress, run names and benchmarks; nothing
 * that it returns may reach an entity or a recorded result.
 */
public final class WallClock {
  private WallClock() {}

  /** Nanoseconds from an arbitrary origin. */
  public static long nanos() {
    return System.nanoTime();
  }

  /** Date and time of day here. */
  public static LocalDateTime now() {
    return LocalDateTime.now();
  }
}

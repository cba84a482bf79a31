package kagemusha.node.migration;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A live migration that is complete, as its event tells of it.
 *
 * @param network over which its memory went
 * @param passes how often memory was copied while it ran
 * @param copiedMb how much that was
 * @param lastMb what was copied while it stood still
 * @param brownOutSeconds how long the passes took
 * @param blackOutMs how long it stood still
 */
public record Migrated(
    String vm,
    String from,
    String to,
    String network,
    int passes,
    long copiedMb,
    long lastMb,
    double brownOutSeconds,
    double blackOutMs) {
  public static final String SOURCE = MigrationRules.SOURCE;

  /** This product's own number. */
  public static final int EVENT = 9255;

  private static final String FORMAT =
      "The live migration of %s from %s to %s over %s is complete: %d passes, %d MB while it ran, then %d MB; brown-out %.3f s, black-out %.0f ms.";

  private static final Pattern PATTERN =
      Pattern.compile(
          FORMAT
              .replace(".", "\\.")
              .replace("%s", "(\\S+)")
              .replace("%d", "(\\d+)")
              .replaceAll("%\\\\.[0-9]f", "([0-9.]+)"));

  /**
   * @param blackOutNanos without padding
   */
  public static Migrated of(String vm, Journey journey, long blackOutNanos) {
    return new Migrated(
        vm,
        journey.from(),
        journey.to(),
        journey.network(),
        journey.passes(),
        journey.copiedBytes() / 1_000_000,
        journey.lastBytes() / 1_000_000,
        journey.brownOutNanos() / 1e9,
        blackOutNanos / 1e6);
  }

  /** The event's. */
  public String text() {
    return String.format(
        Locale.ROOT,
        FORMAT,
        vm,
        from,
        to,
        network,
        passes,
        copiedMb,
        lastMb,
        brownOutSeconds,
        blackOutMs);
  }

  /**
   * @param text of such an event
   */
  public static Migrated parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not the end of a live migration: " + text);
    }
    return new Migrated(
        matcher.group(1),
        matcher.group(2),
        matcher.group(3),
        matcher.group(4),
        Integer.parseInt(matcher.group(5)),
        Long.parseLong(matcher.group(6)),
        Long.parseLong(matcher.group(7)),
        Double.parseDouble(matcher.group(8)),
        Double.parseDouble(matcher.group(9)));
  }
}

package kagemusha.config;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a chaos script expects to see in the event log of its run.
 *
 * @param line where it is written
 * @param phase known by its event
 * @param subjects whose phase it is, as {@link Phase#isOf} takes them; empty for anybody's
 * @param atLeast so often it must be seen
 * @param atMost so often it may be seen; 0 for never
 * @param after what is before counts for nothing
 * @param before what is from then on counts for nothing; empty for the end of the run
 */
public record Expectation(
    int line,
    Phase phase,
    Set<String> subjects,
    int atLeast,
    int atMost,
    Duration after,
    Optional<Duration> before) {
  public Expectation {
    subjects = new TreeSet<>(subjects);
  }

  /** Whether it is about this event. */
  public boolean concerns(long timeNanos, String source, int id, String correlation) {
    return phase.isBegunBy(source, id, correlation)
        && (subjects.isEmpty() || phase.isOf(subjects, correlation))
        && timeNanos >= after.toNanos()
        && (before.isEmpty() || timeNanos < before.get().toNanos());
  }

  /** Whether it is fulfilled if it was seen so often. */
  public boolean isMetBy(long seen) {
    return seen >= atLeast && seen <= atMost;
  }

  /** As reports call it. */
  public String title() {
    String of = subjects.isEmpty() ? "" : " of " + String.join(" or ", subjects);
    String often =
        atMost == 0
            ? "never "
            : atMost == Integer.MAX_VALUE ? "" : "from " + atLeast + " to " + atMost + " times ";
    return often + phase.name() + of;
  }
}

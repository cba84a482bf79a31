package kagemusha.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Something that is done to the emulated system from outside: what, to whom, when, for how long.
 *
 * @param number its place in the list, from 1; orders that come during a run count on
 * @param file where it was written
 * @param line the line there; 0 if it did not come from a file
 * @param delay from the trigger to the deed
 * @param probability of each trigger that anything follows from it
 * @param lasts after this time it is undone; empty for never
 * @param times how often it may be triggered
 * @param mustTouch whether the run fails if it touches nothing
 */
public record Injection(
    int number,
    String file,
    int line,
    Deed deed,
    Target on,
    Trigger trigger,
    Duration delay,
    double probability,
    Optional<Duration> lasts,
    int times,
    boolean mustTouch) {

  /** As reports call it: {@code pause on GUEST1}. */
  public String title() {
    return deed.title() + " on " + on.title();
  }

  /** Whether it is done to the process of a machine; what it lasts is real time then. */
  public boolean isReal() {
    return deed instanceof Deed.Fault fault && fault.settings().real();
  }

  /** As a test or an operator says it: at once, once, and it stays. */
  public static Injection now(int number, Deed deed, Target on) {
    return new Injection(
        number,
        "",
        0,
        deed,
        on,
        new Trigger.Ordered(),
        Duration.ZERO,
        1,
        Optional.empty(),
        1,
        false);
  }
}

package kagemusha.console;

import java.io.PrintStream;
import java.util.List;
import kagemusha.node.invariant.Breach;

/** Says which laws a run has broken, when, and how. */
final class BreachText {
  private BreachText() {}

  /** Whether there is anything to say. */
  static boolean print(PrintStream out, List<Breach> breaches) {
    breaches.forEach(breach -> out.println("BROKEN " + of(breach)));
    return !breaches.isEmpty();
  }

  /** In one line. */
  static String of(Breach breach) {
    return "%s: %s at virtual time %s"
        .formatted(breach.law().title(), breach.what(), VirtualClock.elapsed(breach.timeNanos()));
  }
}

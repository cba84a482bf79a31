package kagemusha.kernel.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Machines that died and are to come back, and when each may do so at the earliest.
 *
 * <pre>
 * lost --> Away --called--> Called --joined--> present again
 * </pre>
 */
final class Absentees {
  private record Away(long backNanos, boolean called) {}

  private final long quantumNanos;
  private final SortedMap<String, Away> away = new TreeMap<>();

  Absentees(long quantumNanos) {
    this.quantumNanos = quantumNanos;
  }

  /** A machine is gone; it may come back with the first tick that begins no earlier. */
  void lost(String machine, long notBeforeNanos) {
    long ticks = (notBeforeNanos + quantumNanos - 1) / quantumNanos;
    away.put(machine, new Away(ticks * quantumNanos, false));
  }

  boolean isAway(String machine) {
    return away.containsKey(machine);
  }

  /** When the first of them may come back, {@code Long.MAX_VALUE} if none is away. */
  long nextNanos() {
    long next = Long.MAX_VALUE;
    for (Away each : away.values()) {
      next = Math.min(next, each.backNanos());
    }
    return next;
  }

  /** Those without whom a tick that begins at this time must not be opened. */
  List<String> due(long startNanos) {
    List<String> due = new ArrayList<>();
    away.forEach(
        (machine, each) -> {
          if (each.backNanos() <= startNanos) {
            due.add(machine);
          }
        });
    return due;
  }

  /** Notes that a machine is being brought back; false if that was noted before. */
  boolean call(String machine) {
    Away before = away.get(machine);
    away.put(machine, new Away(before.backNanos(), true));
    return !before.called();
  }

  /** A machine is there again. */
  void joined(String machine) {
    away.remove(machine);
  }
}

package kagemusha.console.matrix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Spans of instants at which something fails, found from trials at some of them. */
final class Windows {
  /**
   * The first and the last instant of which it is known; between the nearest known good instants
   * and these lies an edge.
   */
  record Window(long fromNanos, long untilNanos) {}

  private Windows() {}

  /** Instants that have to be tried before each edge is known to this precision. */
  static SortedSet<Long> unknown(SortedMap<Long, Boolean> failing, long precisionNanos) {
    SortedSet<Long> instants = new TreeSet<>();
    Optional<Map.Entry<Long, Boolean>> before = Optional.empty();
    for (Map.Entry<Long, Boolean> entry : failing.entrySet()) {
      if (before.isPresent() && !before.get().getValue().equals(entry.getValue())) {
        long from = before.get().getKey();
        if (entry.getKey() - from > precisionNanos) {
          instants.add(from + (entry.getKey() - from) / 2);
        }
      }
      before = Optional.of(entry);
    }
    return instants;
  }

  /** The runs of failing instants between good ones. */
  static List<Window> of(SortedMap<Long, Boolean> failing) {
    List<Window> windows = new ArrayList<>();
    TreeSet<Long> run = new TreeSet<>();
    failing.forEach(
        (nanos, fails) -> {
          if (fails) {
            run.add(nanos);
          } else {
            close(run, windows);
          }
        });
    close(run, windows);
    return windows;
  }

  private static void close(TreeSet<Long> run, Collection<Window> windows) {
    if (!run.isEmpty()) {
      windows.add(new Window(run.first(), run.last()));
      run.clear();
    }
  }

  /** What the trials at their instants have shown. */
  static SortedMap<Long, Boolean> failing(Collection<TrialResult> trials) {
    SortedMap<Long, Boolean> failing = new TreeMap<>();
    trials.forEach(trial -> failing.put(trial.atNanos().orElseThrow(), trial.fails()));
    return failing;
  }
}

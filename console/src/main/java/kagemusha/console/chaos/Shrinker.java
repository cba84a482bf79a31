package kagemusha.console.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * Reduces a script that fails to the smallest that still fails, by delta debugging: parts of ever
 * smaller size are left out until each single incident is needed; then times are shortened.
 */
public final class Shrinker {
  /** Whether a script still fails in the way that is looked into. */
  public interface Trial {
    boolean fails(RandomScript script) throws Exception;
  }

  private static final long SHORTEST_MILLIS = 1000;

  private final Trial trial;

  public Shrinker(Trial trial) {
    this.trial = trial;
  }

  /**
   * @param script one that fails
   */
  public RandomScript smallest(RandomScript script) throws Exception {
    return shortened(fewest(script));
  }

  private RandomScript fewest(RandomScript script) throws Exception {
    RandomScript best = script;
    int size = (best.incidents().size() + 1) / 2;
    while (size > 0 && !best.incidents().isEmpty()) {
      RandomScript less = withoutAPart(best, size);
      if (less.incidents().size() < best.incidents().size()) {
        best = less;
        size = Math.min(size, (best.incidents().size() + 1) / 2);
      } else {
        size = size == 1 ? 0 : (size + 1) / 2;
      }
    }
    return best;
  }

  /** The script without the first part of this size that it can do without, or as it is. */
  private RandomScript withoutAPart(RandomScript script, int size) throws Exception {
    for (int from = 0; from < script.incidents().size(); from += size) {
      List<Incident> rest = new ArrayList<>(script.incidents());
      rest.subList(from, Math.min(from + size, rest.size())).clear();
      RandomScript less = script.with(rest);
      if (trial.fails(less)) {
        return less;
      }
    }
    return script;
  }

  private RandomScript shortened(RandomScript script) throws Exception {
    RandomScript best = script;
    for (int i = 0; i < script.incidents().size(); i++) {
      best = shortened(best, i);
    }
    return best;
  }

  private RandomScript shortened(RandomScript script, int which) throws Exception {
    RandomScript best = script;
    long lasts = best.incidents().get(which).lastsMillis();
    while (lasts >= 2 * SHORTEST_MILLIS) {
      lasts /= 2;
      List<Incident> incidents = new ArrayList<>(best.incidents());
      incidents.set(which, incidents.get(which).lasting(lasts));
      RandomScript less = best.with(incidents);
      if (!trial.fails(less)) {
        return best;
      }
      best = less;
    }
    return best;
  }
}

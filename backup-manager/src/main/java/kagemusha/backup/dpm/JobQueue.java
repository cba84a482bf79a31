package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The runs that are due. One run at a time uses a cluster shared volume or a host; who comes first
 * is served first, and who has to wait keeps its volumes and host reserved. The server runs no more
 * than a given number at once.
 */
final class JobQueue {
  private final Function<Run, Set<String>> resourcesOf;
  private final int limit;
  private final List<Run> waiting = new ArrayList<>();
  private final Map<String, Run> running = new TreeMap<>();

  /**
   * @param resourcesOf names of what a run needs for itself
   * @param limit so many run at once at most
   */
  JobQueue(Function<Run, Set<String>> resourcesOf, int limit) {
    this.resourcesOf = resourcesOf;
    this.limit = limit;
  }

  /** Queues a run; the answer names the run that it has to wait for. */
  Optional<Run> add(Run run) {
    List<Run> ahead = new ArrayList<>(running.values());
    ahead.addAll(waiting);
    waiting.add(run);
    Set<String> wanted = resourcesOf.apply(run);
    Optional<Run> first =
        ahead.stream()
            .filter(other -> resourcesOf.apply(other).stream().anyMatch(wanted::contains))
            .findFirst();
    return first.isEmpty() && ahead.size() >= limit ? Optional.of(ahead.get(0)) : first;
  }

  /** Takes out the first run that nobody stands in the way of, and counts it as running. */
  Optional<Run> next() {
    if (running.size() >= limit) {
      return Optional.empty();
    }
    Set<String> taken = new TreeSet<>();
    running.values().forEach(run -> taken.addAll(resourcesOf.apply(run)));
    for (Run run : waiting) {
      Set<String> wanted = resourcesOf.apply(run);
      if (wanted.stream().noneMatch(taken::contains)) {
        waiting.remove(run);
        running.put(run.id(), run);
        return Optional.of(run);
      }
      taken.addAll(wanted);
    }
    return Optional.empty();
  }

  void ended(Run run) {
    running.remove(run.id());
  }
}

package kagemusha.kernel.conductor;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a conductor has to carry out.
 *
 * @param machines all machines in the order of their numbers
 * @param pace virtual seconds per real second at most; empty for as fast as possible
 * @param patience how long to wait for machines to come, and for their summaries
 * @param boot how long after its death each machine comes back, in virtual time
 * @param dispensable machines without which the run goes on, though they do not come back; the loss
 *     of a machine that is named neither here nor in {@code boot} ends the run
 */
public record ConductorPlan(
    List<String> machines,
    long quantumNanos,
    long endNanos,
    OptionalDouble pace,
    Duration patience,
    Map<String, Duration> boot,
    Set<String> dispensable) {
  public ConductorPlan {
    machines = List.copyOf(machines);
    boot = Collections.unmodifiableMap(new TreeMap<>(boot));
    dispensable = Collections.unmodifiableSet(new TreeSet<>(dispensable));
  }

  /** Whether the run goes on when this machine dies. */
  boolean survives(String machine) {
    return boot.containsKey(machine) || dispensable.contains(machine);
  }
}

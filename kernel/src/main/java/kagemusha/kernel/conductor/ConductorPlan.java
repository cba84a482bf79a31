package kagemusha.kernel.conductor;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a conductor has to carry out.
 *
 * @param machines all machines in the order of their numbers
 * @param pace virtual seconds per real second at most; empty for as fast as possible
 * @param patience how long to wait for machines to come, and for their summaries
 * @param boot how long after its death each machine comes back, in virtual time; the loss of a
 *     machine that is not named here ends the run
 */
public record ConductorPlan(
    List<String> machines,
    long quantumNanos,
    long endNanos,
    OptionalDouble pace,
    Duration patience,
    Map<String, Duration> boot) {
  public ConductorPlan {
    machines = List.copyOf(machines);
    boot = Collections.unmodifiableMap(new TreeMap<>(boot));
  }
}

package kagemusha.kernel.conductor;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a conductor has to carry out.
 *
 * @param machines all machines in the order of their numbers
 * @param pace virtual seconds per real second at most; empty for as fast as possible
 * @param patience how long to wait for machines to come, and for their summaries
 */
public record ConductorPlan(
    List<String> machines,
    long quantumNanos,
    long endNanos,
    OptionalDouble pace,
    Duration patience) {}

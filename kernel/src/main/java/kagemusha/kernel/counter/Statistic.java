package kagemusha.kernel.counter;

/**
 * A figure that an entity reports at the end of a run for what samples cannot tell, such as a
 * percentile.
 */
public record Statistic(String counter, String instance, String statistic, double value) {}

package kagemusha.kernel.machine;

/** Values of all counters of one machine at one time; NaN where a counter was not due. */
public record SampleRow(long timeNanos, double[] values) {}

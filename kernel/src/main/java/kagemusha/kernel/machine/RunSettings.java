package kagemusha.kernel.machine;

/**
 * What every machine of a run has to know.
 *
 * @param quantumNanos length of a tick
 * @param endNanos the run ends here
 * @param steadyFromNanos statistics are taken from here
 * @param steadyUntilNanos to here
 */
public record RunSettings(
    long seed, long quantumNanos, long endNanos, long steadyFromNanos, long steadyUntilNanos) {
  public RunSettings {
    if (quantumNanos < 1) {
      throw new IllegalArgumentException("the quantum must be at least 1 ns: " + quantumNanos);
    }
    if (endNanos < 1) {
      throw new IllegalArgumentException("the run must last at least 1 ns: " + endNanos);
    }
  }
}

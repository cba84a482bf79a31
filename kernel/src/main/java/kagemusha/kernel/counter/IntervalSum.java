package kagemusha.kernel.counter;

/** A sum over the running sample interval. */
public final class IntervalSum {
  private double sum;

  public void add(double value) {
    sum += value;
  }

  /** The sum divided by the interval, and a fresh start. */
  public double drainPerSecond(int intervalSeconds) {
    double rate = sum / intervalSeconds;
    sum = 0;
    return rate;
  }
}

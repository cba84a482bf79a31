package kagemusha.kernel.counter;

import java.util.ArrayList;
import java.util.List;

/**
 * Latencies of one kind of request and what each of them was made of, summed over the running
 * minute. The parts of every latency must be its whole.
 */
public final class LatencySums {
  /** Object of the counters; their instance says which latencies. */
  public static final String OBJECT = "Latency";

  /** Counter: how many requests have ended. */
  public static final String COUNT = "Count";

  /** Counter: the sum of their latencies in milliseconds; further counters are the causes. */
  public static final String WHOLE = "Whole";

  private static final double NANOS_PER_MS = 1e6;

  private final List<String> causes;
  private final long[] nanos;
  private long count;
  private long wholeNanos;

  /**
   * @param causes names of the parts
   */
  public LatencySums(List<String> causes) {
    this.causes = List.copyOf(causes);
    this.nanos = new long[causes.size()];
  }

  /** A request has ended; its parts follow, see {@link #part}. */
  public void add(long latencyNanos) {
    count++;
    wholeNanos += latencyNanos;
  }

  /** A part of the latency added last; causes count from 0. */
  public void part(int cause, long partNanos) {
    nanos[cause] += partNanos;
  }

  /**
   * The sums of each minute.
   *
   * @param instance which latencies these are
   */
  public List<Counter> counters(String machine, String instance) {
    List<Counter> counters = new ArrayList<>();
    counters.add(Counter.every60s(name(machine, instance, COUNT), this::drainCount));
    counters.add(Counter.every60s(name(machine, instance, WHOLE), this::drainWhole));
    for (int cause = 0; cause < nanos.length; cause++) {
      int index = cause;
      CounterName name = name(machine, instance, causes.get(cause));
      counters.add(Counter.every60s(name, () -> drain(index)));
    }
    return counters;
  }

  private static CounterName name(String machine, String instance, String counter) {
    return new CounterName(machine, OBJECT, instance, counter);
  }

  private double drainCount() {
    double sum = count;
    count = 0;
    return sum;
  }

  private double drainWhole() {
    double sum = wholeNanos / NANOS_PER_MS;
    wholeNanos = 0;
    return sum;
  }

  private double drain(int cause) {
    double sum = nanos[cause] / NANOS_PER_MS;
    nanos[cause] = 0;
    return sum;
  }

  /** Throws if the parts are not the whole, or one of them is below zero. */
  public void invariant() {
    long sum = 0;
    for (int cause = 0; cause < nanos.length; cause++) {
      if (nanos[cause] < 0) {
        throw new IllegalStateException(
            "%d ns of %d latencies are %s".formatted(nanos[cause], count, causes.get(cause)));
      }
      sum += nanos[cause];
    }
    if (sum != wholeNanos) {
      throw new IllegalStateException(
          "the parts of %d latencies sum to %d ns, not %d".formatted(count, sum, wholeNanos));
    }
  }
}

package kagemusha.kernel.counter;

import java.util.function.DoubleSupplier;

/**
 * A performance counter of one entity.
 *
 * @param name what it is
 * @param intervalSeconds how often it is sampled: 10 on hosts, guests, clients; 60 on the array
 * @param read the value of the interval that ends now; called exactly once an interval
 */
public record Counter(CounterName name, int intervalSeconds, DoubleSupplier read) {
  public static Counter every10s(CounterName name, DoubleSupplier read) {
    return new Counter(name, 10, read);
  }

  public static Counter every60s(CounterName name, DoubleSupplier read) {
    return new Counter(name, 60, read);
  }
}

package kagemusha.array;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import kagemusha.array.disk.FcfsServer;
import kagemusha.array.disk.Spindle;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;

/** The counters of a spindle: differences of its server's totals from minute to minute. */
final class DiskMeter {
  private static final double INTERVAL_NANOS = 60e9;

  private final List<Counter> counters;

  /**
   * Counters of a spindle.
   *
   * @param clock the virtual time up to which the controller has advanced
   */
  DiskMeter(String array, Spindle spindle, LongSupplier clock) {
    FcfsServer server = spindle.server();
    this.counters =
        List.of(
            counter(
                array,
                spindle,
                "% Busy",
                perInterval(() -> server.busyNanos(clock.getAsLong()), 100 / INTERVAL_NANOS)),
            counter(
                array,
                spindle,
                "Avg. Queue Length",
                perInterval(() -> server.queueNanos(clock.getAsLong()), 1 / INTERVAL_NANOS)),
            counter(
                array,
                spindle,
                "Operations/sec",
                perInterval(server::operations, 1e9 / INTERVAL_NANOS)));
  }

  private static Counter counter(String array, Spindle spindle, String name, DoubleSupplier read) {
    return Counter.every60s(new CounterName(array, "Physical Disk", spindle.name(), name), read);
  }

  private static DoubleSupplier perInterval(LongSupplier total, double factor) {
    long[] before = new long[1];
    return () -> {
      long now = total.getAsLong();
      double value = (now - before[0]) * factor;
      before[0] = now;
      return value;
    };
  }

  List<Counter> counters() {
    return counters;
  }
}

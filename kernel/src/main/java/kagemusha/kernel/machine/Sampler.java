package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.counter.Counter;

/**
 * Takes the values of a machine's counters every ten seconds: first those of its adapters, then
 * those of its entities, which are asked one after another.
 */
final class Sampler {
  private static final long SAMPLE_NANOS = 10_000_000_000L;

  private final List<Counter> adapters;
  private final List<Seat> seats;
  private final List<CounterColumn> columns = new ArrayList<>();
  private final List<SampleRow> rows = new ArrayList<>();
  private long nextNanos = SAMPLE_NANOS;
  private double[] values = {};
  private int taken;
  private int position;

  Sampler(List<Counter> adapters, List<Seat> seats) {
    this.adapters = adapters;
    this.seats = seats;
    adapters.forEach(counter -> columns.add(CounterColumn.of(counter)));
    seats.forEach(seat -> seat.counters.forEach(each -> columns.add(CounterColumn.of(each))));
  }

  /** The first sample after this time is the next one. */
  void begin(long startNanos) {
    nextNanos = (startNanos / SAMPLE_NANOS + 1) * SAMPLE_NANOS;
  }

  /** Names of all counters, in the order of their values. */
  List<CounterColumn> columns() {
    return List.copyOf(columns);
  }

  /** When the next sample is taken. */
  long nextNanos() {
    return nextNanos;
  }

  /** Begins the sample that is due. */
  void open() {
    values = new double[columns.size()];
    taken = 0;
    position = 0;
    for (Counter counter : adapters) {
      boolean due = nextNanos % (counter.intervalSeconds() * 1_000_000_000L) == 0;
      values[taken++] = due ? counter.read().getAsDouble() : Double.NaN;
    }
  }

  /** Which entity to ask next, or null when the sample is complete. */
  ShellCall.Sample next() {
    while (position < seats.size()) {
      Seat seat = seats.get(position++);
      if (!seat.isTaken()) {
        for (int i = 0; i < seat.counters.size(); i++) {
          values[taken++] = Double.NaN;
        }
      } else if (!seat.counters.isEmpty()) {
        return new ShellCall.Sample(seat.id, nextNanos % (6 * SAMPLE_NANOS) == 0);
      }
    }
    rows.add(new SampleRow(nextNanos, values));
    nextNanos += SAMPLE_NANOS;
    return null;
  }

  /** The values of the entity asked last. */
  void take(double[] more) {
    for (double value : more) {
      values[taken++] = value;
    }
  }

  /** What has been sampled since the last call. */
  List<SampleRow> drain() {
    List<SampleRow> drained = List.copyOf(rows);
    rows.clear();
    return drained;
  }
}

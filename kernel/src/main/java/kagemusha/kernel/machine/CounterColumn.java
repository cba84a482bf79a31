package kagemusha.kernel.machine;

import kagemusha.kernel.counter.Counter;

/** One column of the counter file. */
public record CounterColumn(String name, int intervalSeconds) {
  static CounterColumn of(Counter counter) {
    return new CounterColumn(counter.name().toString(), counter.intervalSeconds());
  }
}

package kagemusha.array;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.IoLatencies;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.IntervalSum;

/** The counters of an LU, in the manner of the array's own monitor: once a minute. */
final class LuMeter {
  private static final int INTERVAL_SECONDS = 60;
  private static final double NANOS_PER_MS = 1e6;

  /** I/Os of one direction since the last sample. */
  private static final class Direction {
    private final IntervalSum operations = new IntervalSum();
    private final IntervalSum bytes = new IntervalSum();
    private final Mean response = new Mean();

    void add(long length, long residenceNanos) {
      operations.add(1);
      bytes.add(length);
      response.add(residenceNanos / NANOS_PER_MS);
    }
  }

  /** A mean over the running sample interval; zero if there was nothing. */
  private static final class Mean {
    private double sum;
    private long count;

    void add(double value) {
      sum += value;
      count++;
    }

    double drain() {
      double mean = count == 0 ? 0 : sum / count;
      sum = 0;
      count = 0;
      return mean;
    }
  }

  private final Direction reads = new Direction();
  private final Direction writes = new Direction();
  private final IntervalSum copies = new IntervalSum();
  private final IoLatencies latencies = new IoLatencies();
  private final List<Counter> counters;

  LuMeter(String array, String lu) {
    this.counters = new ArrayList<>(latencies.counters(array, lu));
    counters.addAll(
        0,
        List.of(
            counter(array, lu, "Read IOPS", rate(reads.operations)),
            counter(array, lu, "Write IOPS", rate(writes.operations)),
            counter(array, lu, "Read Bytes/sec", rate(reads.bytes)),
            counter(array, lu, "Write Bytes/sec", rate(writes.bytes)),
            counter(array, lu, "Avg. Read Response ms", reads.response::drain),
            counter(array, lu, "Avg. Write Response ms", writes.response::drain),
            counter(array, lu, "Copy-on-Write/sec", rate(copies))));
  }

  private static Counter counter(String array, String lu, String name, DoubleSupplier read) {
    return Counter.every60s(new CounterName(array, "Logical Unit", lu, name), read);
  }

  private static DoubleSupplier rate(IntervalSum sum) {
    return () -> sum.drainPerSecond(INTERVAL_SECONDS);
  }

  /** An I/O is complete. */
  void completed(IoKind kind, long bytes, long residenceNanos) {
    (kind == IoKind.READ ? reads : writes).add(bytes, residenceNanos);
  }

  /** What a host's I/O that is complete was made of. */
  void latency(IoKind kind, boolean redirected, long residenceNanos, IoSlots slots, int slot) {
    latencies.add(
        kind == IoKind.READ,
        redirected,
        residenceNanos,
        slots.queueNanos(slot),
        slots.cacheWaitNanos(slot),
        slots.copyNanos(slot));
  }

  /** Old data has been saved: a read and a write that no host asked for. */
  void copied(long bytes, long readNanos, long writeNanos) {
    reads.add(bytes, readNanos);
    writes.add(bytes, writeNanos);
    copies.add(1);
  }

  List<Counter> counters() {
    return counters;
  }

  void invariant() {
    latencies.invariant();
  }
}

package kagemusha.array.protocol;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.LatencySums;

/** The latencies of one disk's I/Os by cause: reads and writes, direct and redirected. */
public final class IoLatencies {
  private static final int QUEUEING = IoCause.QUEUEING.ordinal();
  private static final int SERVICE = IoCause.SERVICE.ordinal();
  private static final int CACHE_WAIT = IoCause.CACHE_WAIT.ordinal();
  private static final int COPY = IoCause.COPY_ON_WRITE.ordinal();
  private static final int NETWORK = IoCause.STORAGE_NETWORK.ordinal();

  private final LatencySums[] sums = new LatencySums[4];

  public IoLatencies() {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new LatencySums(IoCause.titles());
    }
  }

  /** An I/O has ended in the guest. */
  public void add(boolean read, boolean redirected, long latencyNanos, IoParts parts) {
    LatencySums sum = sum(read, redirected);
    sum.add(latencyNanos);
    parts.addTo(sum);
  }

  /**
   * An I/O is back in the storage stack of a host that sent it to the array.
   *
   * @param tripNanos of the way there and back
   */
  public void add(boolean read, boolean redirected, long tripNanos, IoCompletions batch, int row) {
    long residenceNanos = batch.residenceNanos(row);
    LatencySums sum = sum(read, redirected);
    sum.add(residenceNanos + tripNanos);
    sum.part(NETWORK, tripNanos);
    inArray(
        sum,
        residenceNanos,
        batch.queueNanos(row),
        batch.cacheWaitNanos(row),
        batch.copyNanos(row));
  }

  /** An I/O is complete in the array. */
  public void add(
      boolean read,
      boolean redirected,
      long residenceNanos,
      long queueNanos,
      long cacheWaitNanos,
      long copyNanos) {
    LatencySums sum = sum(read, redirected);
    sum.add(residenceNanos);
    inArray(sum, residenceNanos, queueNanos, cacheWaitNanos, copyNanos);
  }

  private static void inArray(
      LatencySums sum, long residenceNanos, long queueNanos, long cacheWaitNanos, long copyNanos) {
    sum.part(SERVICE, residenceNanos - queueNanos - cacheWaitNanos - copyNanos);
    sum.part(QUEUEING, queueNanos);
    if (cacheWaitNanos != 0 || copyNanos != 0) {
      sum.part(CACHE_WAIT, cacheWaitNanos);
      sum.part(COPY, copyNanos);
    }
  }

  private LatencySums sum(boolean read, boolean redirected) {
    return sums[(read ? 0 : 1) + (redirected ? 2 : 0)];
  }

  public List<Counter> counters(String machine, String disk) {
    List<Counter> counters = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      String kind = i % 2 == 0 ? " read " : " write ";
      String way = i < 2 ? "direct" : "redirected";
      counters.addAll(sums[i].counters(machine, disk + kind + way));
    }
    return counters;
  }

  /** Throws if latencies are not the sum of their parts. */
  public void invariant() {
    for (LatencySums sum : sums) {
      sum.invariant();
    }
  }
}

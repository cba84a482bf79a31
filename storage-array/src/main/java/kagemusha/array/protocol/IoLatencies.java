package kagemusha.array.protocol;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.LatencySums;

/** The latencies of one disk's I/Os by cause: reads and writes, direct and redirected. */
public final class IoLatencies {
  private final LatencySums[] sums = new LatencySums[4];

  public IoLatencies() {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new LatencySums(IoCause.titles());
    }
  }

  /** An I/O has ended. */
  public void add(boolean read, boolean redirected, long latencyNanos, IoParts parts) {
    LatencySums sum = sums[(read ? 0 : 1) + (redirected ? 2 : 0)];
    sum.add(latencyNanos);
    for (int cause = 0; cause < IoCause.COUNT; cause++) {
      sum.part(cause, parts.nanos(cause));
    }
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

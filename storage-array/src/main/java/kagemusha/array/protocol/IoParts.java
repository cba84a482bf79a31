package kagemusha.array.protocol;

import java.util.Arrays;
import kagemusha.kernel.counter.LatencySums;

/**
 * What the latency of one I/O is made of. Whoever takes latencies apart fills the same one for one
 * I/O after the other, and nobody else keeps it. Most I/Os have the same four causes; for speed the
 * others are looked at only if there are any.
 */
public final class IoParts {
  private static final int QUEUEING = IoCause.QUEUEING.ordinal();
  private static final int SERVICE = IoCause.SERVICE.ordinal();
  private static final int NETWORK = IoCause.STORAGE_NETWORK.ordinal();
  private static final int PATH = IoCause.PATH.ordinal();

  private final long[] nanos = new long[IoCause.COUNT];
  private boolean rare;

  /** Begins with a completion: what happened in the array and on the way there. */
  public void begin(IoCompletions batch, int row) {
    if (rare) {
      clear();
    }
    long copying = batch.copyNanos(row);
    long waiting = batch.cacheWaitNanos(row);
    long redirect = batch.redirectNanos(row);
    long hold = batch.holdNanos(row);
    long queueing = batch.queueNanos(row);
    nanos[QUEUEING] = queueing;
    nanos[SERVICE] = batch.serviceNanos(row);
    nanos[NETWORK] = 0;
    nanos[PATH] = 0;
    if ((copying | waiting | redirect | hold) != 0) {
      set(IoCause.CACHE_WAIT, waiting);
      set(IoCause.COPY_ON_WRITE, copying);
      set(IoCause.REDIRECTION, redirect);
      set(IoCause.HOST_HOLD, hold);
    }
  }

  private void clear() {
    Arrays.fill(nanos, 0);
    rare = false;
  }

  /** What every I/O of a guest has beside its time in the array. */
  public void way(long networkNanos, long pathNanos) {
    nanos[NETWORK] = networkNanos;
    nanos[PATH] = pathNanos;
  }

  public void set(IoCause cause, long partNanos) {
    nanos[cause.ordinal()] = partNanos;
    rare = true;
  }

  /** Adds to a part. */
  public void more(IoCause cause, long partNanos) {
    set(cause, nanos[cause.ordinal()] + partNanos);
  }

  public long nanos(IoCause cause) {
    return nanos[cause.ordinal()];
  }

  /** All parts together. */
  public long sumNanos() {
    long sum = 0;
    for (long part : nanos) {
      sum += part;
    }
    return sum;
  }

  /** Adds all parts to sums whose causes have the same numbers. */
  void addTo(LatencySums sums) {
    sums.part(QUEUEING, nanos[QUEUEING]);
    sums.part(SERVICE, nanos[SERVICE]);
    sums.part(NETWORK, nanos[NETWORK]);
    sums.part(PATH, nanos[PATH]);
    if (rare) {
      addRare(sums);
    }
  }

  private void addRare(LatencySums sums) {
    for (int cause = 0; cause < nanos.length; cause++) {
      if (cause != QUEUEING && cause != SERVICE && cause != NETWORK && cause != PATH) {
        sums.part(cause, nanos[cause]);
      }
    }
  }

  /** By the cause's number. */
  public long nanos(int cause) {
    return nanos[cause];
  }
}

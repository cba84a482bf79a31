package kagemusha.array.protocol;

import java.util.Arrays;

/**
 * What the latency of one I/O is made of. Whoever takes latencies apart fills the same one for one
 * I/O after the other, and nobody else keeps it.
 */
public final class IoParts {
  private final long[] nanos = new long[IoCause.COUNT];

  /** Begins with a completion: what happened in the array and on the way there. */
  public void begin(IoCompletions batch, int row) {
    Arrays.fill(nanos, 0);
    set(IoCause.QUEUEING, batch.queueNanos(row));
    set(IoCause.SERVICE, batch.serviceNanos(row));
    set(IoCause.CACHE_WAIT, batch.cacheWaitNanos(row));
    set(IoCause.COPY_ON_WRITE, batch.copyNanos(row));
    set(IoCause.REDIRECTION, batch.redirectNanos(row));
    set(IoCause.HOST_HOLD, batch.holdNanos(row));
  }

  public void set(IoCause cause, long partNanos) {
    nanos[cause.ordinal()] = partNanos;
  }

  /** Adds to a part. */
  public void more(IoCause cause, long partNanos) {
    nanos[cause.ordinal()] += partNanos;
  }

  public long nanos(IoCause cause) {
    return nanos[cause.ordinal()];
  }

  /** By the cause's number. */
  public long nanos(int cause) {
    return nanos[cause];
  }

  /** All parts together. */
  public long sumNanos() {
    long sum = 0;
    for (long part : nanos) {
      sum += part;
    }
    return sum;
  }
}

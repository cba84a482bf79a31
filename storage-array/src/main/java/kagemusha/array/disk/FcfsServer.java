package kagemusha.array.disk;

/**
 * One server with a queue, first come first served. Because nobody overtakes, the departure of a
 * request is known when it arrives; so the server needs no events of its own, only arrivals in
 * order of time.
 */
public final class FcfsServer {
  private final LongRing departures = new LongRing();
  private long lastArrivalNanos;
  private long freeNanos;
  private long submittedNanos;
  private long residenceNanos;
  private long operations;
  private long lastWaitNanos;

  /** Takes a request and returns when it will be done. Arrivals come in order of time. */
  public long submit(long nowNanos, long serviceNanos) {
    if (nowNanos < lastArrivalNanos) {
      throw new IllegalArgumentException(
          "arrival at " + nowNanos + " ns after one at " + lastArrivalNanos + " ns");
    }
    lastArrivalNanos = nowNanos;
    release(nowNanos);
    lastWaitNanos = Math.max(0, freeNanos - nowNanos);
    freeNanos = nowNanos + lastWaitNanos + serviceNanos;
    submittedNanos += serviceNanos;
    residenceNanos += freeNanos - nowNanos;
    operations++;
    departures.add(freeNanos);
    return freeNanos;
  }

  /** How long the request taken last waits for those before it. */
  public long lastWaitNanos() {
    return lastWaitNanos;
  }

  /** Requests ever taken. */
  public long operations() {
    return operations;
  }

  /** Time spent serving up to now: what was submitted less the work that is left. */
  public long busyNanos(long nowNanos) {
    return submittedNanos - Math.max(0, freeNanos - nowNanos);
  }

  /** The queue length integrated over time up to now; per interval it is the mean queue length. */
  public long queueNanos(long nowNanos) {
    release(nowNanos);
    long ahead = 0;
    for (int i = 0; i < departures.size(); i++) {
      ahead += departures.get(i) - nowNanos;
    }
    return residenceNanos - ahead;
  }

  private void release(long nowNanos) {
    while (!departures.isEmpty() && departures.peek() <= nowNanos) {
      departures.poll();
    }
  }
}

package kagemusha.load.server;

/** Latencies of the calls that have ended. */
final class CallStatistics {
  /** The averaged latency is that of so many calls [pub]. */
  private static final int WINDOW = 1024;

  private final long[] window = new long[WINDOW];
  private long windowSum;
  private long ended;
  private long endedBefore;
  private long cpuNanos;

  void ended(long latencyNanos) {
    int at = (int) (ended++ % WINDOW);
    windowSum += latencyNanos - window[at];
    window[at] = latencyNanos;
  }

  void usedCpu(long nanos) {
    cpuNanos += nanos;
  }

  /** Mean latency of the last 1,024 calls in milliseconds, 0 before the first. */
  double averagedMs() {
    return ended == 0 ? 0 : windowSum / (double) Math.min(ended, WINDOW) / 1e6;
  }

  /** Calls ended since last asked, per second. */
  double drainPerSecond(int intervalSeconds) {
    double rate = (ended - endedBefore) / (double) intervalSeconds;
    endedBefore = ended;
    return rate;
  }

  /** Processor time used since last asked. */
  long drainCpuNanos() {
    long used = cpuNanos;
    cpuNanos = 0;
    return used;
  }

  /** The running sum must be that of the window. */
  void invariant() {
    long sum = 0;
    for (long latencyNanos : window) {
      sum += latencyNanos;
    }
    if (sum != windowSum) {
      throw new IllegalStateException("the latency window sums to " + sum + ", not " + windowSum);
    }
  }
}

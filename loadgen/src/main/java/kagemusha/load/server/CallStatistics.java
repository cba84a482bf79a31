package kagemusha.load.server;

import java.util.stream.LongStream;
import kagemusha.load.protocol.CauseColumns;
import kagemusha.load.protocol.MailCauses;

/** Latencies of the calls that have ended, and what they are made of. */
final class CallStatistics {
  /** The averaged latency is that of so many calls [pub]. */
  private static final int WINDOW = 1024;

  private final long[] window = new long[WINDOW];
  private final long[] windowCauses = new long[WINDOW * MailCauses.OF_CALL];
  private final long[] causeSums = new long[MailCauses.OF_CALL];
  private long windowSum;
  private long ended;
  private long endedBefore;
  private long nextCheck;
  private long cpuNanos;

  void ended(long latencyNanos, CauseColumns causes, int row) {
    int at = (int) (ended++ % WINDOW);
    windowSum += latencyNanos - window[at];
    window[at] = latencyNanos;
    int place = at * MailCauses.OF_CALL;
    for (int cause = 0; cause < MailCauses.OF_CALL; cause++, place++) {
      long nanos = causes.nanos(row, cause);
      causeSums[cause] += nanos - windowCauses[place];
      windowCauses[place] = nanos;
    }
  }

  /** How many calls have ended. */
  long ended() {
    return ended;
  }

  void usedCpu(long nanos) {
    cpuNanos += nanos;
  }

  /** Mean latency of the last 1,024 calls in milliseconds, 0 before the first. */
  double averagedMs() {
    return ended == 0 ? 0 : windowSum / (double) Math.min(ended, WINDOW) / 1e6;
  }

  /** What a cause has of the mean; all causes make the mean. */
  double averagedMs(int cause) {
    return ended == 0 ? 0 : causeSums[cause] / (double) Math.min(ended, WINDOW) / 1e6;
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

  /**
   * The running sum must be that of the window, and that of its causes. It is looked at once for
   * each turn of the window, which is long.
   */
  void invariant() {
    if (ended < nextCheck) {
      return;
    }
    nextCheck = ended + WINDOW;
    long sum = 0;
    for (long latencyNanos : window) {
      sum += latencyNanos;
    }
    if (sum != windowSum) {
      throw new IllegalStateException("the latency window sums to " + sum + ", not " + windowSum);
    }
    long causes = LongStream.of(causeSums).sum();
    if (causes != windowSum) {
      throw new IllegalStateException("the causes sum to " + causes + ", not " + windowSum);
    }
  }
}

package kagemusha.console.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As many threads as there are processors, for the trials of all rows. The trials of the first rows
 * come first, so that their results come first; later rows fill the gaps while an earlier one waits
 * for its last trials, so that no processor is idle before the last row.
 */
final class TrialPool implements AutoCloseable {
  /** Before all rows. */
  static final int AT_ONCE = -1;

  private final AtomicLong given = new AtomicLong();
  private final ThreadPoolExecutor threads;

  TrialPool(int processors) {
    threads =
        new ThreadPoolExecutor(
            processors,
            processors,
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "trials");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A trial in the queue; of those of the same rank the one that was given first comes first. */
  private static final class Ranked extends FutureTask<TrialResult>
      implements Comparable<Runnable> {
    private final int rank;
    private final long number;

    Ranked(Callable<TrialResult> trial, int rank, long number) {
      super(trial);
      this.rank = rank;
      this.number = number;
    }

    @Override
    public int compareTo(Runnable other) {
      Ranked that = (Ranked) other;
      return rank != that.rank
          ? Integer.compare(rank, that.rank)
          : Long.compare(number, that.number);
    }
  }

  /**
   * Runs these trials and waits for them.
   *
   * @param rank the lower, the earlier
   * @return their results in the same order
   */
  List<TrialResult> all(int rank, List<Callable<TrialResult>> trials) throws InterruptedException {
    List<Ranked> waiting = new ArrayList<>();
    for (Callable<TrialResult> trial : trials) {
      Ranked ranked = new Ranked(trial, rank, given.incrementAndGet());
      waiting.add(ranked);
      threads.execute(ranked);
    }
    List<TrialResult> results = new ArrayList<>();
    for (Ranked each : waiting) {
      results.add(Waiting.forResult(each));
    }
    return results;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import kagemusha.kernel.counter.Statistic;

/**
 * The figures of runs that have ended. A job of several VMs has those of each and, once all went
 * well, the sums under the job's own name; its window is from the first start to the last end.
 */
final class RunFigures {
  private static final class Sum {
    double minutes;
    double movedMb;
    double sentMb;
    boolean compressed;
    double readMb;
    double start = Double.MAX_VALUE;
    double end;
    int runs;
  }

  private final Map<String, Integer> runsOfJob;
  private final Map<String, Sum> sums = new TreeMap<>();
  private final List<Statistic> finished = new ArrayList<>();

  /**
   * @param runsOfJob how many runs each job has
   */
  RunFigures(Map<String, Integer> runsOfJob) {
    this.runsOfJob = new TreeMap<>(runsOfJob);
  }

  void succeeded(ActiveRun active) {
    Sum one = new Sum();
    add(one, active);
    report(active.run().id(), one);
    String job = active.run().job();
    int expected = runsOfJob.getOrDefault(job, 1);
    if (expected > 1) {
      Sum sum = sums.computeIfAbsent(job, name -> new Sum());
      add(sum, active);
      if (sum.runs == expected) {
        report(job, sum);
      }
    }
  }

  private static void add(Sum sum, ActiveRun active) {
    sum.minutes += active.minutes();
    sum.movedMb += active.movedBytes() / 1e6;
    sum.sentMb += active.sentBytes() / 1e6;
    sum.compressed |= active.terms().compressed();
    sum.readMb += active.readBytes() / 1e6;
    sum.start = Math.min(sum.start, active.startSeconds());
    sum.end = Math.max(sum.end, active.doneSeconds());
    sum.runs++;
  }

  private void report(String name, Sum sum) {
    finished.add(new Statistic("job duration", name, "minutes", sum.minutes));
    finished.add(new Statistic("transferred data", name, "MB", sum.movedMb));
    if (sum.compressed) {
      finished.add(new Statistic("transferred data", name, "MB on the network", sum.sentMb));
    }
    finished.add(new Statistic("read data", name, "MB", sum.readMb));
    finished.add(new Statistic("job window", name, "start", sum.start));
    finished.add(new Statistic("job window", name, "end", sum.end));
  }

  /** A recovery point can be restored from now on. */
  void point(RecoveryPoint point, long nowNanos) {
    String name = point.vm() + "/" + point.name();
    finished.add(new Statistic("recovery point", name, "taken", point.timeNanos() / 1e9));
    finished.add(new Statistic("recovery point", name, "available", nowNanos / 1e9));
  }

  void failed(ActiveRun active) {
    finished.add(new Statistic("job failed after", active.run().id(), "minutes", active.minutes()));
  }

  void summarise(Consumer<Statistic> report) {
    finished.forEach(report);
  }
}

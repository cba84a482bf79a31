package kagemusha.console;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import kagemusha.config.BackupJob;
import kagemusha.kernel.counter.Statistic;

/**
 * A job of the scenario as the backup server has reported it at the end: statistics whose instance
 * is the job's name.
 *
 * @param window from its start to its end
 * @param reported what else the server says about it
 */
record JobRun(BackupJob job, Window window, List<Statistic> reported) {
  static final String WINDOW = "job window";
  static final String DURATION = "job duration";
  static final String TRANSFERRED = "transferred data";
  static final String READ = "read data";
  static final String REDIRECTED = "redirection";
  static final String FAILED = "job failed after";

  /** The jobs that have ended, well or not, in the order of their start. */
  static List<JobRun> of(List<BackupJob> jobs, List<Statistic> statistics) {
    List<JobRun> ended = new ArrayList<>();
    for (BackupJob job : jobs) {
      List<Statistic> own =
          statistics.stream().filter(each -> each.instance().equals(job.name())).toList();
      OptionalDouble start = Figures.find(own, WINDOW, job.name(), "start");
      OptionalDouble end = Figures.find(own, WINDOW, job.name(), "end");
      if (start.isPresent() && end.isPresent()) {
        Window window = Window.ofSeconds(start.getAsDouble(), end.getAsDouble());
        ended.add(new JobRun(job, window, own));
      }
    }
    return List.copyOf(ended);
  }

  OptionalDouble statistic(String counter, String statistic) {
    return Figures.find(reported, counter, job.name(), statistic);
  }

  boolean failed() {
    return statistic(FAILED, "minutes").isPresent();
  }
}

package kagemusha.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
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
  static List<JobRun> of(List<BackupJob> jobs, List<Statistic> statistics, double runSeconds) {
    List<RedirectedVolume> redirected = RedirectedVolume.of(statistics, runSeconds);
    List<JobRun> ended = new ArrayList<>();
    for (BackupJob job : jobs) {
      List<Statistic> own = new ArrayList<>();
      statistics.stream().filter(each -> each.instance().equals(job.name())).forEach(own::add);
      OptionalDouble start = Figures.find(own, WINDOW, job.name(), "start");
      OptionalDouble end = Figures.find(own, WINDOW, job.name(), "end");
      if (start.isPresent() && end.isPresent()) {
        Window window = Window.ofSeconds(start.getAsDouble(), end.getAsDouble());
        own.add(redirection(job, window, redirected));
        ended.add(new JobRun(job, window, List.copyOf(own)));
      }
    }
    return List.copyOf(ended);
  }

  /**
   * How long the volume was redirected that was so the longest, in times that began with the job.
   */
  private static Statistic redirection(
      BackupJob job, Window window, List<RedirectedVolume> redirected) {
    Map<String, Double> paths = new TreeMap<>();
    redirected.stream()
        .filter(each -> window.contains(each.window().fromNanos(), each.window().fromNanos()))
        .forEach(each -> paths.merge(each.path(), each.seconds(), Double::sum));
    double longest = paths.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return new Statistic(REDIRECTED, job.name(), "seconds", longest);
  }

  OptionalDouble statistic(String counter, String statistic) {
    return Figures.find(reported, counter, job.name(), statistic);
  }

  boolean failed() {
    return statistic(FAILED, "minutes").isPresent();
  }
}

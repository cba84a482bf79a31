package kagemusha.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.machine.LinkTotal;

/** What a backup did to the paths of I/O: per host and volume, direct, redirected and served. */
final class RedirectionReport {
  private static final List<String> JOB_FIGURES =
      List.of(JobRun.DURATION, JobRun.TRANSFERRED, JobRun.FAILED);

  private RedirectionReport() {}

  /** Prints nothing if no I/O was redirected and no job ran. */
  static void print(PrintStream out, RunResult result, String csvNetwork) {
    List<Statistic> jobs = jobsWithoutWindow(result);
    if (jobs.isEmpty() && total(result, "redirected") == 0) {
      return;
    }
    out.printf("%nBackup jobs and redirection over the whole run%n");
    for (Statistic job : jobs) {
      out.printf(
          Locale.ROOT,
          "  %-28s %-18s %12.2f %s%n",
          job.instance(),
          job.counter(),
          job.value(),
          job.statistic());
    }
    out.printf(
        "  %-20s %14s %14s %14s %16s%n",
        "data I/O", "direct", "redirected", "served", "bytes served");
    for (Statistic direct : of(result, "direct")) {
      String volume = direct.instance();
      if (direct.value() + value(result, volume, "redirected") > 0) {
        out.printf(
            Locale.ROOT,
            "  %-20s %14.0f %14.0f %14.0f %16.0f%n",
            volume,
            direct.value(),
            value(result, volume, "redirected"),
            value(result, volume, "served"),
            value(result, volume, "served bytes"));
      }
    }
    for (LinkTotal link : result.links()) {
      if (link.network().equals(csvNetwork)) {
        out.printf(
            Locale.ROOT,
            "  %-20s %14d bytes sent %14d bytes received%n",
            link.machine() + " " + link.network(),
            link.sentBytes(),
            link.receivedBytes());
      }
    }
  }

  /** What is known of jobs that stand in no other table. */
  private static List<Statistic> jobsWithoutWindow(RunResult result) {
    List<String> windows =
        result.statistics().stream()
            .filter(each -> each.counter().equals(JobRun.WINDOW))
            .map(Statistic::instance)
            .toList();
    return result.statistics().stream()
        .filter(each -> JOB_FIGURES.contains(each.counter()))
        .filter(each -> !windows.contains(each.instance()))
        .toList();
  }

  private static List<Statistic> of(RunResult result, String statistic) {
    return result.statistics().stream()
        .filter(each -> each.counter().equals(CsvWiring.DATA_IO))
        .filter(each -> each.statistic().equals(statistic))
        .toList();
  }

  private static double value(RunResult result, String volume, String statistic) {
    return of(result, statistic).stream()
        .filter(each -> each.instance().equals(volume))
        .mapToDouble(Statistic::value)
        .sum();
  }

  private static double total(RunResult result, String statistic) {
    return of(result, statistic).stream().mapToDouble(Statistic::value).sum();
  }
}

package kagemusha.console;

import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kagemusha.config.BackupJob;
import kagemusha.config.Scenario;

/**
 * What an operator asks after a day with backups: what would have been lost, how long a restore
 * takes, whether the backup window was kept, how long volumes were redirected.
 */
final class ProtectionTable {
  private static final String ROW = "  %-10s %6s %12s %10s %10s %10s %10s %10s %10s %12s%n";

  private final Scenario scenario;
  private final List<Protection> machines;
  private final List<JobRun> jobs;
  private final List<RedirectedVolume> redirected;

  ProtectionTable(
      Scenario scenario,
      List<Protection> machines,
      List<JobRun> jobs,
      List<RedirectedVolume> redirected) {
    this.scenario = scenario;
    this.machines = machines;
    this.jobs = jobs;
    this.redirected = redirected;
  }

  /** Prints nothing of a run without backups. */
  void print(PrintStream out) {
    if (machines.isEmpty()) {
      return;
    }
    out.printf("%nProtection: acknowledged writes that are newer than the recovery point%n");
    out.printf(ROW, "", "", "can be", "at worst:", "", "", "at the end:", "", "", "restore");
    out.printf(
        ROW,
        "",
        "points",
        "restored at",
        "age",
        "writes",
        "MB",
        "age",
        "writes",
        "MB",
        "takes min");
    machines.forEach(each -> print(out, each));
    out.printf("Backup window %s%n", scenario.backupWindow());
    for (JobRun job : jobs) {
      if (job.job().kind() != BackupJob.Kind.RECOVERY) {
        out.printf("  %-14s %s%n", job.job().name(), verdict(outside(job)));
      }
    }
    byPath()
        .forEach(
            (path, seconds) ->
                out.printf(Locale.ROOT, "Redirected: %-20s %8.1f s%n", path, seconds));
  }

  private static void print(PrintStream out, Protection each) {
    out.printf(
        ROW,
        each.vm(),
        each.points(),
        each.protectedFromSeconds().isPresent()
            ? elapsed(each.protectedFromSeconds().getAsDouble())
            : "never",
        age(each.worst()),
        writes(each.worst()),
        megabytes(each.worst()),
        age(each.end()),
        writes(each.end()),
        megabytes(each.end()),
        each.restoreMinutes().isPresent()
            ? String.format(Locale.ROOT, "%.1f", each.restoreMinutes().getAsDouble())
            : "");
  }

  private static String age(Optional<Exposure> exposure) {
    return exposure.map(each -> elapsed(each.seconds())).orElse("");
  }

  private static String writes(Optional<Exposure> exposure) {
    return exposure.map(each -> Long.toString(Math.round(each.writes()))).orElse("");
  }

  private static String megabytes(Optional<Exposure> exposure) {
    return exposure.map(each -> Long.toString(Math.round(each.megabytes()))).orElse("");
  }

  private static String elapsed(double seconds) {
    return VirtualClock.elapsed(Math.round(seconds * 1e9));
  }

  private static String verdict(Duration outside) {
    return outside.isZero() ? "kept" : "NOT KEPT: " + elapsed(outside.toSeconds()) + " outside";
  }

  private Duration outside(JobRun job) {
    LocalDateTime start = scenario.start();
    return scenario
        .backupWindow()
        .outside(
            start.plusNanos(job.window().fromNanos()), start.plusNanos(job.window().untilNanos()));
  }

  private Map<String, Double> byPath() {
    Map<String, Double> paths = new LinkedHashMap<>();
    redirected.forEach(each -> paths.merge(each.path(), each.seconds(), Double::sum));
    return paths;
  }

  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    for (Protection each : machines) {
      Map<String, String> figures = new LinkedHashMap<>();
      figures.put("recoveryPoints", Integer.toString(each.points()));
      each.protectedFromSeconds()
          .ifPresent(value -> figures.put("restorableFromSeconds", Decimal.of(value)));
      each.worst().ifPresent(worst -> put(figures, "worst", worst));
      each.end().ifPresent(end -> put(figures, "end", end));
      each.restoreMinutes().ifPresent(value -> figures.put("restoreMinutes", Decimal.of(value)));
      summary.put(each.vm(), figures);
    }
    for (JobRun job : jobs) {
      if (job.job().kind() != BackupJob.Kind.RECOVERY) {
        summary.put(
            "backup window outside seconds, " + job.job().name(),
            Decimal.of(outside(job).toNanos() / 1e9));
      }
    }
    byPath()
        .forEach(
            (path, seconds) -> summary.put("redirected seconds, " + path, Decimal.of(seconds)));
    return summary;
  }

  private static void put(Map<String, String> figures, String when, Exposure exposure) {
    figures.put(when + "AgeSeconds", Decimal.of(exposure.seconds()));
    figures.put(when + "Writes", Decimal.of(exposure.writes()));
    figures.put(when + "WrittenMB", Decimal.of(exposure.megabytes()));
  }
}

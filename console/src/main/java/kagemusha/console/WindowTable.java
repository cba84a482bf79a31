package kagemusha.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import kagemusha.config.Comparison;
import kagemusha.config.Measure;

/**
 * The counters of a run beside each other: in the steady state outside jobs, and over each job's
 * window; and one line for each job.
 */
final class WindowTable {
  /** Counters that are of interest only where they are not zero. */
  private static final List<String> IF_NOT_ZERO =
      List.of("\\Redirected Bytes/sec", "\\Copy-on-Write/sec");

  private WindowTable() {}

  static void jobs(PrintStream out, List<JobRun> jobs) {
    out.printf("%nBackup jobs%n");
    String row = "  %-14s %-18s %-14s %-16s %-20s %10s %12s %12s %14s%n";
    out.printf(
        row, "", "", "method", "VM", "window", "min", "MB moved", "MB read", "redirected, s");
    for (JobRun run : jobs) {
      out.printf(
          row,
          run.job().name(),
          run.job().kind().key(),
          run.job().method().key(),
          String.join(" ", run.job().vms()),
          run.window(),
          run.failed() ? "FAILED" : text(run.statistic(JobRun.DURATION, "minutes"), "%.1f"),
          text(run.statistic(JobRun.TRANSFERRED, "MB"), "%.0f"),
          text(run.statistic(JobRun.READ, "MB"), "%.0f"),
          text(run.statistic(JobRun.REDIRECTED, "seconds"), "%.0f"));
    }
  }

  private static String text(OptionalDouble value, String format) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
  }

  /** The rows of a condition, of which only label and measure count here. */
  static void counters(PrintStream out, RunFigures figures, List<Comparison> rows) {
    List<Figures> columns = new ArrayList<>();
    columns.add(figures.reference());
    figures.jobs().forEach(job -> columns.add(figures.of(job)));
    out.printf("%nMeans in the steady state outside jobs, and over each job%n%-46s", "");
    out.printf(" %12s", "reference");
    figures.jobs().forEach(job -> out.printf(" %14s", job.job().name()));
    out.println();
    for (Comparison row : rows) {
      print(out, row.title(), values(columns, row.measure()), false);
    }
    for (String name : figures.counterNames()) {
      if (IF_NOT_ZERO.stream().anyMatch(name::endsWith)) {
        print(out, name.substring(2), figures.means(name), true);
      }
    }
  }

  private static List<OptionalDouble> values(List<Figures> columns, Measure measure) {
    return columns.stream().map(each -> each.value(measure)).toList();
  }

  private static void print(
      PrintStream out, String label, List<OptionalDouble> values, boolean ifNotZero) {
    double least = ifNotZero ? 0 : -1;
    if (values.stream().noneMatch(value -> value.isPresent() && value.getAsDouble() > least)) {
      return;
    }
    out.printf("%-46s", label);
    String column = " %12s";
    for (OptionalDouble value : values) {
      out.printf(column, value.isPresent() ? ReportTable.number(value.getAsDouble()) : "");
      column = " %14s";
    }
    out.println();
  }
}

package kagemusha.console.matrix;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kagemusha.config.MatrixRow;
import kagemusha.console.matrix.RowResult.NotTried;
import kagemusha.console.matrix.RowResult.Tried;
import kagemusha.kernel.event.EventRecord;

/** The matrix as a table beside the published one. */
public final class MatrixText {
  private static final String HEAD = "%3s  %-12s  %-52s  %-12s %-12s %9s  %s%n";
  private static final String ROW = "%3d  %-12s  %-52s  %-5s %-6s %-5s %-6s %9s  %s%n";
  private static final String DETAIL = "     %-9s %s%n";

  private final PrintStream out;
  private final boolean why;

  /**
   * @param why whether to print what led to each failure
   */
  public MatrixText(PrintStream out, boolean why) {
    this.out = out;
    this.why = why;
  }

  public void begin(MatrixSetup setup) {
    out.printf(
        "Irregular patterns, topology %s, seed %d. x: some instant makes it fail, o: none does.%n",
        setup.topology().name(), setup.seed());
    out.printf(
        HEAD,
        "row",
        "method",
        "operation",
        "backup",
        "restore",
        "instants",
        "agrees with the paper");
    out.printf(HEAD, "", "", "", "paper here", "paper here", "(fail)", "");
  }

  public void row(RowResult result) {
    if (result instanceof NotTried not) {
      line(not.row(), "?", "?", "0", "NOT TRIED");
      out.printf(DETAIL, "NOT TRIED", not.why());
    } else if (result instanceof Tried tried) {
      String instants = "%d (%d)".formatted(tried.instants(), tried.failing());
      String verdict = tried.agrees() ? "yes" : "NO";
      line(tried.row(), mark(tried.backupFails()), mark(tried.restoreFails()), instants, verdict);
      details(tried);
    }
  }

  private void line(MatrixRow row, String backup, String restore, String instants, String verdict) {
    out.printf(
        ROW,
        row.number(),
        row.method().key(),
        row.operation(),
        mark(row.backupFails()),
        backup,
        mark(row.restoreFails()),
        restore,
        instants,
        verdict);
  }

  private static String mark(boolean fails) {
    return fails ? "x" : "o";
  }

  private void details(Tried tried) {
    Timeline timeline = tried.timeline();
    for (Windows.Window window : tried.windows()) {
      out.printf(DETAIL, "fails", span(timeline, window.fromNanos(), window.untilNanos()));
    }
    for (RowResult.Span span : tried.spans()) {
      String when = span(timeline, span.fromNanos(), span.untilNanos());
      out.printf(DETAIL, "", when + ": events " + numbers(span.events()));
      out.printf(DETAIL, "", "  decided by " + span.decided());
    }
    if (tried.refused() > 0) {
      out.printf(DETAIL, "refused", "the operation, at " + tried.refused() + " instants");
    }
    out.printf(DETAIL, "restore", "events " + numbers(tried.restoreEvents()));
    note(tried);
    tried.problems().forEach(problem -> out.printf(DETAIL, "PROBLEM", problem));
    if (why) {
      tried.spans().forEach(span -> chain(tried, span.example()));
      tried.good().ifPresent(trial -> chain(tried, trial));
    }
  }

  private static String span(Timeline timeline, long from, long until) {
    return Times.at(timeline, from) + " to " + Times.at(timeline, until);
  }

  private static String numbers(Set<Integer> ids) {
    return ids.isEmpty()
        ? "none"
        : ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private void note(Tried tried) {
    MatrixRow row = tried.row();
    boolean holds = tried.notes().contains(row.note());
    String text = "*" + row.note() + " " + Notes.text(row.note());
    out.printf(DETAIL, "note", holds ? text : text + ": DOES NOT HOLD HERE");
    if (row.hypothesis()) {
      out.printf(DETAIL, "", Notes.HYPOTHESIS);
    }
  }

  private void chain(Tried tried, TrialResult trial) {
    long at = trial.atNanos().orElseThrow();
    String how = trial.fails() ? "why it fails" : "why it goes well";
    out.printf("%n     %s with the operation at %s:%n", how, Times.at(tried.timeline(), at));
    Set<String> concerns = new TreeSet<>(tried.timeline().row().runs());
    concerns.add(MatrixSetup.VM);
    concerns.add(TrialPlan.RESTORE);
    concerns.add(TrialPlan.RESTORE_TO_HOST);
    List<EventRecord> events = trial.chain(concerns);
    for (EventRecord event : events) {
      out.printf(
          "     %12s  %-8s %-26s %6d  %s%n",
          Times.seconds(tried.timeline(), event.timeNanos()),
          event.machine(),
          event.source(),
          event.id(),
          event.text());
    }
    out.println();
  }

  public void end(List<RowResult> results) {
    long agreeing = results.stream().filter(RowResult::agrees).count();
    long missing = results.stream().filter(NotTried.class::isInstance).count();
    out.printf(
        "%d of %d rows agree with the paper%s.%n",
        agreeing, results.size(), missing > 0 ? "; " + missing + " WERE NOT TRIED" : "");
  }
}

package kagemusha.console;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.config.FitParameter;

/** What a fit has to say: parameters and targets, at the start and at the best point. */
final class FitTable {
  private final PrintStream out;

  FitTable(PrintStream out) {
    this.out = out;
  }

  void parameters(List<FitParameter> parameters, FitSearch.Point start, FitSearch.Point best) {
    out.printf("%nFree parameters%n");
    String row = "%-38s %-36s %10s %10s  %s%n";
    out.printf(row, "", "key", "start", "best", "searched");
    for (int i = 0; i < parameters.size(); i++) {
      FitParameter each = parameters.get(i);
      BigDecimal from = start.values().get(i);
      BigDecimal to = best.values().get(i);
      String range = plain(each.low()) + " to " + each.text(each.high());
      out.printf(row, each.name(), each.path(), each.text(from), each.text(to), range);
    }
  }

  private static String plain(BigDecimal value) {
    return value.stripTrailingZeros().toPlainString();
  }

  void targets(FitSearch.Point start, FitSearch.Point best) {
    Map<String, FitTarget> before = new TreeMap<>();
    start.targets().forEach(each -> before.put(each.key(), each));
    out.printf("%nTargets; the error is in what is allowed, from -1 to 1 is within%n");
    String row = "%-20s %-44s %12s %11s %8s %11s %8s%n";
    out.printf(row, "", "", "published", "start", "error", "best", "error");
    for (FitTarget each : best.targets()) {
      FitTarget old = before.getOrDefault(each.key(), each);
      out.printf(
          row,
          each.condition(),
          each.label(),
          each.wanted(),
          ReportTable.number(old.figure()),
          error(old),
          ReportTable.number(each.figure()),
          error(each));
    }
    summary("start", start);
    summary("best", best);
  }

  private static String error(FitTarget target) {
    return String.format(Locale.ROOT, "%.2f%s", target.error(), target.isMet() ? " " : "!");
  }

  private void summary(String name, FitSearch.Point point) {
    out.printf(
        "%-6s %d of %d targets are met, sum of squared errors %.1f%n",
        name, point.met(), point.targets().size(), point.cost());
  }
}

package kagemusha.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import kagemusha.config.Comparison;
import kagemusha.config.Comparison.Kind;
import kagemusha.config.Comparison.Verdict;
import kagemusha.config.PublishedNumber;
import kagemusha.config.PublishedNumbers;
import kagemusha.node.RunPlan;

/** The table at the end of a run: published, emulated, ratio, verdict. */
final class ReportTable {
  private static final String ROW = "%-46s %12s %12s %7s  %s%n";

  private final PrintStream out;
  private int within;
  private int judged;

  ReportTable(PrintStream out) {
    this.out = out;
  }

  void print(RunPlan plan, RunResult result, List<Comparison> rows, PublishedNumbers published) {
    out.printf(
        "%nMeans from %s to %s%s%n",
        VirtualClock.elapsed(plan.steadyFromNanos()),
        VirtualClock.elapsed(plan.steadyUntilNanos()),
        plan.wholeDay() ? " (the steady state)" : " (part of a day: no verdicts)");
    out.printf(ROW, "", "published", "emulated", "ratio", "verdict");
    for (Comparison row : rows) {
      result.value(row.measure()).ifPresent(value -> print(plan, row, published, value));
    }
    if (judged > 0) {
      out.printf("%d of %d verdicts within tolerance.%n", within, judged);
    }
  }

  private void print(RunPlan plan, Comparison row, PublishedNumbers published, double value) {
    Optional<PublishedNumber> number = published.find(row.published());
    OptionalDouble reference = number.map(PublishedNumber::number).orElse(OptionalDouble.empty());
    String ratio =
        reference.isPresent() && reference.getAsDouble() != 0
            ? String.format(Locale.ROOT, "%.3f", value / reference.getAsDouble())
            : "";
    String unit = row.unit().isEmpty() ? "" : " " + row.unit();
    out.printf(
        ROW,
        row.label() + unit,
        number.map(PublishedNumber::value).orElse(""),
        number(value),
        ratio,
        verdict(plan, row, number, value));
  }

  private String verdict(
      RunPlan plan, Comparison row, Optional<PublishedNumber> number, double value) {
    String input = row.kind() == Kind.INPUT ? "input" : "";
    Verdict verdict = plan.wholeDay() ? row.judge(number, value) : Verdict.NONE;
    if (verdict == Verdict.NONE) {
      return input;
    }
    judged++;
    within += verdict == Verdict.WITHIN ? 1 : 0;
    String allowed = String.format(Locale.ROOT, "%.0f %%", row.tolerancePercent().orElse(0));
    String text = (verdict == Verdict.WITHIN ? "within " : "OUTSIDE ") + allowed;
    return input.isEmpty() ? text : input + ", " + text;
  }

  private static String number(double value) {
    if (Math.abs(value) >= 10_000) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.1f" : "%.3f", value);
  }
}

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

/** A table of one condition: published, emulated, ratio, verdict. */
final class ReportTable {
  private static final String ROW = "%-46s %12s %12s %7s  %s%n";

  private final PrintStream out;
  private final boolean judging;
  private int within;
  private int judged;

  /**
   * @param judging whether what was run can be held against the published numbers
   */
  ReportTable(PrintStream out, boolean judging) {
    this.out = out;
    this.judging = judging;
  }

  /** Rows that the run has no figure for are left out. */
  void print(Figures figures, List<Comparison> rows, PublishedNumbers published) {
    out.printf(ROW, "", "published", "emulated", "ratio", "verdict");
    for (Comparison row : rows) {
      figures.value(row.measure()).ifPresent(value -> print(row, published, value));
    }
    if (judged > 0) {
      out.printf("%d of %d verdicts within tolerance.%n", within, judged);
    }
  }

  private void print(Comparison row, PublishedNumbers published, double value) {
    Optional<PublishedNumber> number = published.find(row.published());
    OptionalDouble reference = number.map(PublishedNumber::number).orElse(OptionalDouble.empty());
    String ratio =
        reference.isPresent() && reference.getAsDouble() != 0
            ? String.format(Locale.ROOT, "%.3f", value / reference.getAsDouble())
            : "";
    out.printf(
        ROW,
        row.title(),
        number.map(PublishedNumber::value).orElse(""),
        number(value),
        ratio,
        verdict(row, number, value));
  }

  private String verdict(Comparison row, Optional<PublishedNumber> number, double value) {
    String input = row.kind() == Kind.MODEL ? "" : row.kind().name().toLowerCase(Locale.ROOT);
    Verdict verdict = judging ? row.judge(number, value) : Verdict.NONE;
    if (verdict == Verdict.NONE) {
      return input;
    }
    judged++;
    within += verdict == Verdict.WITHIN ? 1 : 0;
    String allowed = String.format(Locale.ROOT, "%.0f %%", row.tolerancePercent().orElse(0));
    String text = (verdict == Verdict.WITHIN ? "within " : "OUTSIDE ") + allowed;
    return input.isEmpty() ? text : input + ", " + text;
  }

  /** Digits by size. */
  static String number(double value) {
    if (Math.abs(value) >= 10_000) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.1f" : "%.3f", value);
  }
}

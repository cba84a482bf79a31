package kagemusha.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import kagemusha.config.Comparison.Verdict;
import kagemusha.config.Measure;
import kagemusha.config.Relation;

/** How figures change, beside what the paper says about it; residuals with their reason. */
final class RelationTable {
  private static final String ROW = "%-5s %-38s %11s %11s %9s  %-20s %s%n";

  private static final double NONE = Double.NaN;

  /** A relation of which this run has both figures. */
  record Row(Relation relation, double figure, double reference, boolean judging) {
    Row unjudged() {
      return new Row(relation, figure, reference, false);
    }
  }

  private final PrintStream out;
  private final boolean judging;
  private int within;
  private int judged;

  /**
   * @param judging whether what was run can be held against what the paper says
   */
  RelationTable(PrintStream out, boolean judging) {
    this.out = out;
    this.judging = judging;
  }

  /** Prints nothing if the conditions have figures for none of the relations. */
  void print(String title, List<Relation> relations, Map<String, ConditionFigures> conditions) {
    List<Row> rows =
        relations.stream()
            .flatMap(each -> row(each, conditions).stream())
            .map(row -> judging ? row : row.unjudged())
            .toList();
    if (rows.isEmpty()) {
      return;
    }
    out.printf("%n%s%n", title);
    out.printf(ROW, "", "", "reference", "emulated", "relation", "printed", "verdict");
    for (String condition : conditions.keySet()) {
      List<Row> own = rows.stream().filter(each -> isAt(condition, each)).toList();
      if (!own.isEmpty()) {
        out.println(condition);
        own.forEach(this::print);
      }
    }
    if (judged > 0) {
      out.printf("%d of %d relations agree.%n", within, judged);
    }
  }

  private static boolean isAt(String condition, Row row) {
    return row.relation().at().equals(condition);
  }

  /** What the conditions say of a relation; nothing if one of them is missing. */
  static Optional<Row> row(Relation relation, Map<String, ConditionFigures> conditions) {
    ConditionFigures at = conditions.get(relation.at());
    ConditionFigures other =
        relation.versus().map(conditions::get).orElse(relation.kind().needsOther() ? null : at);
    if (at == null || other == null) {
      return Optional.empty();
    }
    Measure measure = relation.measure();
    OptionalDouble figure =
        relation.kind() == Relation.Kind.RISE_VERSUS ? rise(at, measure) : at.at().value(measure);
    OptionalDouble reference =
        switch (relation.kind()) {
          case VALUE -> referenceOrNone(at, measure);
          case RATIO, DIFFERENCE ->
              at.reference().map(each -> each.value(measure)).orElse(OptionalDouble.empty());
          case VERSUS -> other.at().value(measure);
          case RISE_VERSUS -> rise(other, measure);
        };
    if (figure.isEmpty() || reference.isEmpty()) {
      return Optional.empty();
    }
    boolean whole = at.whole() && other.whole();
    return Optional.of(new Row(relation, figure.getAsDouble(), reference.getAsDouble(), whole));
  }

  /** The figure itself is judged, so it may stand alone. */
  private static OptionalDouble referenceOrNone(ConditionFigures condition, Measure measure) {
    return OptionalDouble.of(
        condition.reference().map(each -> each.value(measure).orElse(NONE)).orElse(NONE));
  }

  /** The figure over its reference. */
  private static OptionalDouble rise(ConditionFigures condition, Measure measure) {
    OptionalDouble figure = condition.at().value(measure);
    OptionalDouble reference =
        condition.reference().map(each -> each.value(measure)).orElse(OptionalDouble.empty());
    return figure.isPresent() && reference.isPresent()
        ? OptionalDouble.of(figure.getAsDouble() / reference.getAsDouble())
        : OptionalDouble.empty();
  }

  private void print(Row row) {
    Relation relation = row.relation();
    out.printf(
        ROW,
        relation.id(),
        relation.label(),
        Double.isNaN(row.reference()) ? "" : ReportTable.number(row.reference()),
        ReportTable.number(row.figure()),
        value(relation, relation.value(row.figure(), row.reference())),
        relation.printed(),
        verdict(row));
  }

  private static String value(Relation relation, double value) {
    return switch (relation.kind()) {
      case VALUE -> "";
      case DIFFERENCE -> String.format(Locale.ROOT, "%+.2f", value);
      case RATIO, VERSUS, RISE_VERSUS ->
          Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f x", value) : "";
    };
  }

  private String verdict(Row row) {
    Relation relation = row.relation();
    if (!relation.residual().isEmpty()) {
      return "residual: " + relation.residual();
    } else if (!row.judging()) {
      return "";
    }
    boolean agrees = relation.judge(row.figure(), row.reference()) == Verdict.WITHIN;
    judged++;
    within += agrees ? 1 : 0;
    return (agrees ? "within " : "OUTSIDE ") + band(relation);
  }

  private static String band(Relation relation) {
    String low = relation.low().isPresent() ? limit(relation.low().getAsDouble()) : "";
    String high = relation.high().isPresent() ? limit(relation.high().getAsDouble()) : "";
    if (low.isEmpty()) {
      return "at most " + high;
    }
    return high.isEmpty() ? "at least " + low : low + " to " + high;
  }

  private static String limit(double value) {
    return Decimal.of(value);
  }
}

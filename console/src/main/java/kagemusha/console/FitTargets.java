package kagemusha.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import kagemusha.config.Comparison;
import kagemusha.config.PublishedNumber;
import kagemusha.config.PublishedNumbers;
import kagemusha.config.Relation;
import kagemusha.config.Relations;
import kagemusha.config.Verdicts;

/**
 * All that a fit wants to meet: the published numbers that a model is judged by, and the statements
 * about changes that have a band. Residuals are no targets, and what was put in is none.
 */
final class FitTargets {
  /** A one-sided band is met with ease so far inside its limit, as a share of the limit. */
  private static final double EASE = 0.1;

  private FitTargets() {}

  /** The targets of all conditions that there are figures for. */
  static List<FitTarget> of(Map<String, ConditionFigures> conditions) {
    PublishedNumbers published = PublishedNumbers.bundled();
    List<FitTarget> targets = new ArrayList<>();
    conditions.forEach(
        (name, condition) ->
            Verdicts.bundled()
                .of(name)
                .forEach(row -> number(name, row, condition, published).ifPresent(targets::add)));
    for (Relation relation : Relations.bundled().all()) {
      if (relation.residual().isEmpty()) {
        RelationTable.row(relation, conditions).map(FitTargets::band).ifPresent(targets::add);
      }
    }
    return List.copyOf(targets);
  }

  private static Optional<FitTarget> number(
      String name, Comparison row, ConditionFigures condition, PublishedNumbers published) {
    OptionalDouble figure = condition.at().value(row.measure());
    Optional<PublishedNumber> number = published.find(row.published());
    OptionalDouble wanted = number.map(PublishedNumber::number).orElse(OptionalDouble.empty());
    if (row.kind() != Comparison.Kind.MODEL || figure.isEmpty() || wanted.isEmpty()) {
      return Optional.empty();
    }
    double relative = row.tolerancePercent().orElse(0) / 100 * Math.abs(wanted.getAsDouble());
    double allowed = Math.max(relative, number.map(PublishedNumber::rounding).orElse(0.0));
    double error = (figure.getAsDouble() - wanted.getAsDouble()) / allowed;
    String text = number.orElseThrow().value();
    return Optional.of(new FitTarget(name, row.label(), text, figure.getAsDouble(), error));
  }

  private static FitTarget band(RelationTable.Row row) {
    Relation relation = row.relation();
    double value = relation.value(row.figure(), row.reference());
    boolean unseen =
        relation.slack() > 0
            && relation.judge(row.figure(), row.reference()) == Comparison.Verdict.WITHIN;
    return new FitTarget(
        relation.at(),
        relation.id() + " " + relation.label(),
        text(relation),
        value,
        unseen ? 0 : error(relation, value));
  }

  static double error(Relation relation, double value) {
    if (relation.low().isPresent() && relation.high().isPresent()) {
      double low = relation.low().getAsDouble();
      double high = relation.high().getAsDouble();
      return (value - (low + high) / 2) / ((high - low) / 2);
    } else if (relation.high().isPresent()) {
      double high = relation.high().getAsDouble();
      return Math.max(0, 1 + (value - high) / (EASE * Math.abs(high)));
    }
    double low = relation.low().orElseThrow();
    return Math.min(0, -1 + (value - low) / (EASE * Math.abs(low)));
  }

  private static String text(Relation relation) {
    String low = relation.low().isPresent() ? limit(relation.low().getAsDouble()) : "";
    String high = relation.high().isPresent() ? limit(relation.high().getAsDouble()) : "";
    return low + ".." + high;
  }

  private static String limit(double value) {
    return String.format(Locale.ROOT, "%.4g", value).replaceFirst("\\.?0+$", "");
  }
}

package kagemusha.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import kagemusha.config.Comparison;
import kagemusha.config.PublishedMeasures;
import kagemusha.config.PublishedNumber;
import kagemusha.config.PublishedNumbers;
import kagemusha.config.Relation;
import kagemusha.config.Relations;
import kagemusha.config.Topology;
import kagemusha.config.Verdicts;

/**
 * Published numbers of a condition that no comparison is made for: those of a file of one's own,
 * and those that come with the product where no relation covers them. They get no verdict.
 */
final class OtherPublished {
  private static final String ROW = "%-58s %12s %22s  %s%n";

  private final PrintStream out;
  private final PublishedNumbers published;
  private final PublishedMeasures measures;

  OtherPublished(PrintStream out, PublishedNumbers published, Topology topology) {
    this.out = out;
    this.published = published;
    this.measures = new PublishedMeasures(topology);
  }

  /** Prints nothing if there are none. */
  void print(String condition, ConditionFigures figures) {
    List<PublishedNumber> rows = rows(condition);
    if (rows.isEmpty()) {
      return;
    }
    out.printf(ROW, "other published numbers", "published", "emulated", "where");
    for (PublishedNumber row : rows) {
      out.printf(ROW, label(row), row.value(), emulated(row, figures), row.where());
    }
  }

  private List<PublishedNumber> rows(String condition) {
    PublishedNumbers bundled = PublishedNumbers.bundled();
    boolean covered =
        Relations.bundled().all().stream().map(Relation::at).anyMatch(condition::equals);
    List<Comparison> compared = Verdicts.bundled().of(condition);
    return published.all().stream()
        .filter(each -> each.key().group().equals(condition))
        .filter(each -> !covered || !bundled.all().contains(each))
        .filter(each -> compared.stream().noneMatch(row -> row.published().equals(each.key())))
        .toList();
  }

  private static String label(PublishedNumber row) {
    String unit = row.unit().isEmpty() ? "" : " " + row.unit();
    String statistic = row.key().statistic().replace('_', ' ');
    return row.key().counter() + ", " + row.key().instance() + ", " + statistic + unit;
  }

  /** One figure, or the range of those of several machines; empty if the run has none. */
  private String emulated(PublishedNumber row, ConditionFigures figures) {
    Optional<PublishedMeasures.Match> match = measures.of(row);
    List<Double> values = new ArrayList<>();
    match.ifPresent(
        found ->
            found
                .measures()
                .forEach(
                    measure -> {
                      OptionalDouble at = figures.at().value(measure);
                      OptionalDouble reference =
                          found.kind() == Relation.Kind.VALUE
                              ? at
                              : figures
                                  .reference()
                                  .map(each -> each.value(measure))
                                  .orElse(OptionalDouble.empty());
                      if (at.isPresent() && reference.isPresent()) {
                        values.add(found.value(at.getAsDouble(), reference.getAsDouble()));
                      }
                    }));
    if (values.isEmpty()) {
      return "";
    }
    String low = ReportTable.number(values.stream().min(Double::compare).orElseThrow());
    String high = ReportTable.number(values.stream().max(Double::compare).orElseThrow());
    return low.equals(high) ? low : low + " to " + high;
  }
}

package kagemusha.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the paper says about how figures change, and where it contradicts itself. */
public final class Relations {
  /**
   * Something in the paper that cannot be right, or that no mechanism explains.
   *
   * @param where section, table or figure
   */
  public record Contradiction(String where, String what) {}

  private static final String NAME = "*";

  private final List<Relation> relations;
  private final List<Contradiction> contradictions;

  private Relations(List<Relation> relations, List<Contradiction> contradictions) {
    this.relations = List.copyOf(relations);
    this.contradictions = List.copyOf(contradictions);
  }

  /** The relations that come with the product. */
  public static Relations bundled() {
    return read(HoconDocument.resource("relations.conf"));
  }

  /** All relations in the order of the paper. */
  public List<Relation> all() {
    return relations;
  }

  public List<Contradiction> contradictions() {
    return contradictions;
  }

  static Relations read(ConfigReader document) {
    ConfigReader root = document.allowing("relations", "contradictions");
    List<Relation> relations = new ArrayList<>();
    for (ConfigReader element : root.objects("relations")) {
      read(element, relations);
    }
    List<Contradiction> contradictions = new ArrayList<>();
    for (ConfigReader element : root.objects("contradictions")) {
      ConfigReader row = element.allowing("where", "what");
      contradictions.add(new Contradiction(row.text("where"), row.text("what")));
    }
    return new Relations(relations, contradictions);
  }

  /** One row of the file: a relation at each condition, of each of the names. */
  private static void read(ConfigReader element, List<Relation> relations) {
    ConfigReader row =
        element.allowing(
            "id",
            "label",
            "at",
            "each",
            "versus",
            "counter",
            "statistic",
            "job",
            "is",
            "printed",
            "low",
            "high",
            "slack",
            "residual");
    for (String at : row.texts("at")) {
      for (String name : row.optional("each", row::names).orElse(List.of(""))) {
        relations.add(relation(row, at, name));
      }
    }
  }

  private static Relation relation(ConfigReader row, String at, String name) {
    Relation.Kind kind = row.choice("is", Relation.Kind.values(), Relation.Kind::key);
    Optional<String> versus = row.optional("versus", row::text);
    if (versus.isPresent() != kind.needsOther()) {
      throw row.fault("versus", "allowed: with is = versus and is = rise-versus, which need it");
    }
    String residual = row.optional("residual", row::text).orElse("");
    boolean banded = row.has("low") || row.has("high");
    if (banded != residual.isEmpty()) {
      throw row.fault("residual", "allowed: either a band, low or high, or a residual's reason");
    }
    return new Relation(
        row.text("id"),
        row.text("label").replace(NAME, name),
        at,
        versus,
        Measures.of(row, path -> path.replace(NAME, name)),
        kind,
        row.text("printed"),
        limit(row, "low"),
        limit(row, "high"),
        row.optional("slack", key -> row.decimal(key, 0, 1e12)).orElse(0.0),
        residual);
  }

  private static OptionalDouble limit(ConfigReader row, String key) {
    return row.has(key) ? OptionalDouble.of(row.decimal(key, -1e12, 1e12)) : OptionalDouble.empty();
  }
}

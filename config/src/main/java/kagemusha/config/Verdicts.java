package kagemusha.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Which of the emulation's figures are compared with which published numbers, in order. */
public final class Verdicts {
  private final List<Comparison> comparisons;

  private Verdicts(List<Comparison> comparisons) {
    this.comparisons = List.copyOf(comparisons);
  }

  /** The comparisons that come with the product. */
  public static Verdicts bundled() {
    return read(HoconDocument.resource("verdicts.conf"));
  }

  /** All comparisons of all conditions. */
  public List<Comparison> all() {
    return comparisons;
  }

  /** The comparisons of one condition, such as {@code S0/baseline}; none for an unknown one. */
  public List<Comparison> of(String published) {
    return comparisons.stream().filter(c -> c.published().group().equals(published)).toList();
  }

  static Verdicts read(ConfigReader document) {
    var comparisons = new ArrayList<Comparison>();
    for (ConfigReader element : document.allowing("groups").objects("groups")) {
      ConfigReader group = element.allowing("published", "compare");
      String published = group.text("published");
      int slash = published.indexOf('/');
      if (slash < 1 || slash == published.length() - 1) {
        String rule = "; allowed: scenario/condition, such as S0/baseline";
        throw group.fault("published", "found '" + published + "'" + rule);
      }
      for (ConfigReader row : group.objects("compare")) {
        comparisons.add(
            comparison(published.substring(0, slash), published.substring(slash + 1), row));
      }
    }
    return new Verdicts(comparisons);
  }

  private static Comparison comparison(String scenario, String condition, ConfigReader element) {
    ConfigReader row =
        element.allowing(
            "label", "unit", "published", "counter", "statistic", "job", "kind", "tolerance");
    ConfigReader number = row.object("published").allowing("counter", "instance", "statistic");
    var key =
        new PublishedKey(
            scenario,
            condition,
            number.text("counter"),
            number.text("instance"),
            number.text("statistic"));
    String word = row.oneOf("kind", List.of("model", "input", "residual"));
    Comparison.Kind kind = Comparison.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    return new Comparison(
        row.text("label"),
        row.textOrEmpty("unit"),
        key,
        Measures.of(row),
        kind,
        tolerance(row, kind));
  }

  /**
   * What a model produces is always judged; an input only where the row says so; a residual never.
   */
  private static OptionalDouble tolerance(ConfigReader row, Comparison.Kind kind) {
    if (kind == Comparison.Kind.RESIDUAL && row.has("tolerance")) {
      throw row.fault("tolerance", "found one; allowed: none, a residual gets no verdict");
    }
    return kind == Comparison.Kind.MODEL || row.has("tolerance")
        ? OptionalDouble.of(row.percent("tolerance", "0 %", "100 %"))
        : OptionalDouble.empty();
  }
}

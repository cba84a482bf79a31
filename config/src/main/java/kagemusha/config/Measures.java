package kagemusha.config;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which figure of the emulation a row is about. */
final class Measures {
  private static final Pattern COUNTER =
      Pattern.compile("\\\\\\\\([^\\\\]+)\\\\([^\\\\(]+)(?:\\(([^\\\\]+)\\))?\\\\([^\\\\]+)");
  private static final List<String> KEYS = List.of("counter", "statistic", "job");

  private Measures() {}

  /** Exactly one of the keys {@code counter}, {@code statistic} and {@code job}. */
  static Measure of(ConfigReader row) {
    return of(row, UnaryOperator.identity());
  }

  /**
   * @param named puts names into the path of a counter
   */
  static Measure of(ConfigReader row, UnaryOperator<String> named) {
    List<String> present = KEYS.stream().filter(row::has).toList();
    if (present.size() != 1) {
      String found = present.isEmpty() ? "neither" : "both " + String.join(" and ", present);
      throw row.fault("counter", "found " + found + "; allowed: either counter, statistic or job");
    }
    if (row.has("statistic")) {
      ConfigReader own = row.object("statistic").allowing("counter", "instance", "statistic");
      return new Measure.RunStatistic(
          own.text("counter"), own.text("instance"), own.text("statistic"));
    } else if (row.has("job")) {
      ConfigReader own = row.object("job").allowing("counter", "statistic", "per-vm");
      return new Measure.JobStatistic(
          own.text("counter"), own.text("statistic"), own.flag("per-vm", false));
    }
    return counter(row, named.apply(row.text("counter")));
  }

  private static Measure counter(ConfigReader row, String path) {
    Matcher matcher = COUNTER.matcher(path);
    if (!matcher.matches()) {
      String form = "\\\\machine\\object(instance)\\counter";
      throw row.fault("counter", "found '" + path + "'; allowed: a path such as " + form);
    }
    String instance = matcher.group(3) == null ? "" : matcher.group(3);
    return new Measure.CounterMean(matcher.group(1), matcher.group(2), instance, matcher.group(4));
  }
}

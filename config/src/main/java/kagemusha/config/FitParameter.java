package kagemusha.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * A free parameter of a topology: what may be chosen so that figures fit.
 *
 * @param path its key in the topology
 * @param unit of its values; empty for a plain number
 * @param low least value that is tried
 * @param high greatest
 * @param grain values are multiples of it
 * @param scenarios whose figures it can change
 */
public record FitParameter(
    String name,
    String path,
    Optional<String> unit,
    BigDecimal low,
    BigDecimal high,
    BigDecimal grain,
    List<String> scenarios) {
  public FitParameter {
    scenarios = List.copyOf(scenarios);
  }

  /** The nearest value in the range that is a multiple of the grain. */
  public BigDecimal snap(double value) {
    BigDecimal grains = BigDecimal.valueOf(value).divide(grain, 0, RoundingMode.HALF_UP);
    return grains.multiply(grain).max(low).min(high);
  }

  /** Where a value lies in the range, from 0 to 1. */
  public double share(BigDecimal value) {
    return value.subtract(low).doubleValue() / high.subtract(low).doubleValue();
  }

  /** The value at a share of the range. */
  public BigDecimal at(double share) {
    return snap(low.doubleValue() + share * (high.doubleValue() - low.doubleValue()));
  }

  /** A neighbour to learn from how figures change: some grains away, towards the far end. */
  public BigDecimal neighbour(BigDecimal value, int grains) {
    BigDecimal step = grain.multiply(BigDecimal.valueOf(grains));
    return share(value) <= 0.5 ? value.add(step).min(high) : value.subtract(step).max(low);
  }

  /** As it is written in a topology: {@code 640 KiB}. */
  public String text(BigDecimal value) {
    String number = value.stripTrailingZeros().toPlainString();
    return unit.map(each -> number + " " + each).orElse(number);
  }

  /** What a topology says, in the unit. */
  BigDecimal parse(String text) {
    String number = unit.map(each -> text.replace(each, "")).orElse(text).strip();
    try {
      return new BigDecimal(number);
    } catch (NumberFormatException e) {
      String allowed = unit.map(each -> "a number of " + each).orElse("a number");
      throw new ConfigException(path + ": found " + text + "; a fit needs " + allowed);
    }
  }
}

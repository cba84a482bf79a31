package kagemusha.config;

import java.math.BigDecimal;
import java.util.OptionalDouble;

/**
 * One published value as it was printed.
 *
 * @param unit may be empty
 * @param value a number, or words such as {@code just under 2}
 * @param where section, table or figure of the paper
 */
public record PublishedNumber(PublishedKey key, String unit, String value, String where) {
  private static final String NUMBER = "-?[0-9]+(\\.[0-9]+)?";

  /** The value, where it is a plain number. */
  public OptionalDouble number() {
    return value.matches(NUMBER)
        ? OptionalDouble.of(Double.parseDouble(value))
        : OptionalDouble.empty();
  }

  /**
   * How far the true value may lie from the printed one because of rounding: half a unit of the
   * last digit, 0.005 for {@code 0.00}. Zero where the value is not a number.
   */
  public double rounding() {
    return value.matches(NUMBER)
        ? new BigDecimal("0.5").movePointLeft(new BigDecimal(value).scale()).doubleValue()
        : 0;
  }
}

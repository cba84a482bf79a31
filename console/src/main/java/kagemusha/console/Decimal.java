package kagemusha.console;

/** Writes numbers the same way on every Java version: at most six decimals, no exponent. */
final class Decimal {
  private static final long SCALE = 1_000_000;

  private Decimal() {}

  /** Empty for NaN. */
  static String of(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    long scaled = Math.round(value * SCALE);
    StringBuilder text = new StringBuilder();
    if (scaled < 0) {
      text.append('-');
      scaled = -scaled;
    }
    text.append(scaled / SCALE);
    long fraction = scaled % SCALE;
    if (fraction != 0) {
      String digits = Long.toString(SCALE + fraction).substring(1);
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      text.append('.').append(digits, 0, end);
    }
    return text.toString();
  }
}

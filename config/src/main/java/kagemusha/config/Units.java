package kagemusha.config;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Quantities with a unit, such as {@code 5.8 ms} or {@code 32 MiB}, held exactly in the base unit.
 */
enum Units {
  /** In nanoseconds. */
  TIME("a time such as 5.8 ms"),
  /** In bytes: decimal units as disks are sold, binary ones as memory is. */
  SIZE("a size such as 800 GB or 32 MiB"),
  /** In bytes per second. */
  BYTE_RATE("a rate such as 90 MB/s"),
  /** In bits per second. */
  BIT_RATE("a rate such as 1 Gbit/s"),
  /** In hundredths. */
  PERCENT("a percentage such as 70 %");

  private static final Pattern QUANTITY =
      Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?)\\s*([^0-9\\s.-]\\S*)?");

  static {
    TIME.unit("ns", 1).unit("us", 1_000).unit("µs", 1_000).unit("ms", 1_000_000);
    TIME.unit("s", 1_000_000_000L).unit("min", 60_000_000_000L);
    TIME.unit("h", 3_600_000_000_000L).unit("d", 86_400_000_000_000L);
    sizes(SIZE, "");
    sizes(BYTE_RATE, "/s");
    BIT_RATE.unit("bit/s", 1).unit("kbit/s", 1_000).unit("Mbit/s", 1_000_000);
    BIT_RATE.unit("Gbit/s", 1_000_000_000L).unit("Tbit/s", 1_000_000_000_000L);
    PERCENT.unit("%", 1);
  }

  private final String expected;
  private final Map<String, BigDecimal> factors = new LinkedHashMap<>();

  Units(String expected) {
    this.expected = expected;
  }

  private static void sizes(Units units, String suffix) {
    units.unit("B" + suffix, 1).unit("kB" + suffix, 1_000).unit("KB" + suffix, 1_000);
    units.unit("MB" + suffix, 1_000_000).unit("GB" + suffix, 1_000_000_000L);
    units.unit("TB" + suffix, 1_000_000_000_000L).unit("PB" + suffix, 1_000_000_000_000_000L);
    units.unit("KiB" + suffix, 1L << 10).unit("MiB" + suffix, 1L << 20);
    units.unit("GiB" + suffix, 1L << 30).unit("TiB" + suffix, 1L << 40);
  }

  private Units unit(String name, long factor) {
    factors.put(name, BigDecimal.valueOf(factor));
    return this;
  }

  /** What to write, for messages: {@code a time such as 5.8 ms}. */
  String expected() {
    return expected;
  }

  /** The units that are understood, for messages. */
  String names() {
    return String.join(", ", factors.keySet());
  }

  /** The value in the base unit; empty if the text is not a number followed by a known unit. */
  Optional<BigDecimal> parse(String text) {
    Matcher matcher = QUANTITY.matcher(text.strip());
    if (!matcher.matches() || matcher.group(2) == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(factors.get(matcher.group(2)))
        .map(factor -> factor.multiply(new BigDecimal(matcher.group(1))));
  }

  /** A quantity written in the code, for limits. */
  BigDecimal limit(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException(text + " is no " + this));
  }

  /** Decimal size for messages: {@code 62.298 GB}. */
  static String bytes(long bytes) {
    String[] names = {"TB", "GB", "MB", "KB"};
    for (String name : names) {
      BigDecimal factor = SIZE.factors.get(name);
      if (BigDecimal.valueOf(bytes).compareTo(factor) >= 0) {
        BigDecimal value = BigDecimal.valueOf(bytes).divide(factor);
        return value.stripTrailingZeros().toPlainString() + " " + name;
      }
    }
    return bytes + " B";
  }
}

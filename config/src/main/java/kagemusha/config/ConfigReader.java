package kagemusha.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One object of a settings file, read strictly: every value in its unit and range, every key known.
 *
 * <p>A reader is first told which keys may stand in its object ({@link #allowing}); that is where a
 * misspelt key is found, before anything is reported missing. Every failure is a {@link
 * ConfigException} with file, line, full key, what was found and what is allowed. A value that may
 * be left out is read with the one that is meant then.
 */
final class ConfigReader {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9&_-]*";
  private static final String NAME_RULE = "names of letters, digits, &, _ and -";

  private static final String TIME_OF_DAY = "a time of the day such as \"15:00\"";

  private final ConfigNode node;

  ConfigReader(ConfigObject root) {
    this(new ConfigNode(root, "", Set.of()));
  }

  private ConfigReader(ConfigNode node) {
    this.node = node;
  }

  /** The same object with its keys checked; {@code templates} is free in the root of any file. */
  ConfigReader allowing(String... keys) {
    var known = new LinkedHashSet<>(List.of(keys));
    for (String key : node.keys()) {
      boolean free = node.path().isEmpty() && key.equals("templates");
      if (!free && !known.contains(key)) {
        throw fault(key, "unknown key" + Nearest.hint(key, known, "Allowed here"));
      }
    }
    return new ConfigReader(new ConfigNode(node.object(), node.path(), known));
  }

  /** All of the object as a text of its own. */
  String resolvedText() {
    return ResolvedText.of(node.object());
  }

  boolean has(String key) {
    return node.has(key);
  }

  /** The keys that are present, for objects whose keys are names; in alphabetical order. */
  Set<String> keys() {
    return node.keys();
  }

  /** Any text that is not blank. */
  String text(String key) {
    String text = node.scalar(key, "a text");
    if (text.isBlank()) {
      throw fault(key, "found an empty text; allowed: a text");
    }
    return text;
  }

  /** Any text, which may be empty. */
  String textOrEmpty(String key) {
    return node.scalar(key, "a text, which may be empty");
  }

  /** A name that can stand in counters, file names and entity names. */
  String name(String key) {
    String text = node.scalar(key, "a name");
    if (!text.matches(NAME)) {
      throw node.found(key, text, NAME_RULE);
    }
    return text;
  }

  String oneOf(String key, Collection<String> words) {
    return oneOf(key, "", words);
  }

  /** A reference to something by name; {@code what} is the kind of thing, e.g. "host". */
  String oneOf(String key, String what, Collection<String> words) {
    String text = node.scalar(key, "one of " + String.join(", ", words));
    if (!words.contains(text)) {
      throw fault(key, unknown(text, what, words));
    }
    return text;
  }

  <E extends Enum<E>> E constant(String key, Class<E> type) {
    var words = new ArrayList<String>();
    for (E constant : type.getEnumConstants()) {
      words.add(constant.name());
    }
    return Enum.valueOf(type, oneOf(key, words));
  }

  boolean flag(String key) {
    return oneOf(key, List.of("true", "false")).equals("true");
  }

  boolean flag(String key, boolean usual) {
    return has(key) ? flag(key) : usual;
  }

  int integer(String key, int min, int max) {
    String expected = "a whole number from " + min + " to " + max;
    String text = node.scalar(key, expected);
    if (text.matches("-?[0-9]{1,18}")) {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return (int) value;
      }
    }
    throw node.found(key, text, expected);
  }

  int integer(String key, int min, int max, int usual) {
    return has(key) ? integer(key, min, max) : usual;
  }

  double decimal(String key, double min, double max) {
    String expected = "a number from " + plain(min) + " to " + plain(max);
    String text = node.scalar(key, expected);
    if (text.matches("-?[0-9]+(\\.[0-9]+)?")) {
      double value = Double.parseDouble(text);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw node.found(key, text, expected);
  }

  private static String plain(double limit) {
    return BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString();
  }

  /** A percentage as written: {@code 0.3 %} is 0.3. */
  double percent(String key, String min, String max) {
    return node.quantity(key, Units.PERCENT, min, max).doubleValue();
  }

  /** A percentage as a share of one: {@code 70 %} is 0.7. */
  double share(String key, String min, String max) {
    return node.quantity(key, Units.PERCENT, min, max).movePointLeft(2).doubleValue();
  }

  double share(String key, String min, String max, double usual) {
    return has(key) ? share(key, min, max) : usual;
  }

  Duration duration(String key, String min, String max) {
    return Duration.ofNanos(node.whole(key, Units.TIME, min, max));
  }

  Duration duration(String key, String min, String max, Duration usual) {
    return has(key) ? duration(key, min, max) : usual;
  }

  long bytes(String key, String min, String max) {
    return node.whole(key, Units.SIZE, min, max);
  }

  long bytes(String key, String min, String max, long usual) {
    return has(key) ? bytes(key, min, max) : usual;
  }

  /** A size below 2 GiB, for things that are counted in {@code int}. */
  int smallBytes(String key, String min, String max) {
    return Math.toIntExact(node.whole(key, Units.SIZE, min, max));
  }

  int smallBytes(String key, String min, String max, int usual) {
    return has(key) ? smallBytes(key, min, max) : usual;
  }

  /** A size that is a whole number of MiB, in MiB. */
  int mebibytes(String key, String min, String max) {
    long bytes = node.whole(key, Units.SIZE, min, max);
    if (bytes % (1L << 20) != 0) {
      throw node.found(key, node.scalar(key, ""), "a whole number of MiB, such as 16 GiB");
    }
    return Math.toIntExact(bytes >> 20);
  }

  long bytesPerSecond(String key, String min, String max) {
    return node.whole(key, Units.BYTE_RATE, min, max);
  }

  long bytesPerSecond(String key, String min, String max, long usual) {
    return has(key) ? bytesPerSecond(key, min, max) : usual;
  }

  long bitsPerSecond(String key, String min, String max) {
    return node.whole(key, Units.BIT_RATE, min, max);
  }

  /** A local date and time to the minute or second, without a zone. */
  LocalDateTime dateTime(String key) {
    String expected = "a date and time such as \"2010-11-01T09:00\"";
    String text = node.scalar(key, expected);
    try {
      return LocalDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw node.found(key, text, expected);
    }
  }

  /** A time of the day to the minute. */
  LocalTime timeOfDay(String key) {
    String text = node.scalar(key, TIME_OF_DAY);
    return parseTime(text).orElseThrow(() -> node.found(key, text, TIME_OF_DAY));
  }

  /** Times of the day, each once, at least one. */
  List<LocalTime> timesOfDay(String key) {
    var times = new ArrayList<LocalTime>();
    for (String text : texts(key)) {
      times.add(parseTime(text).orElseThrow(() -> node.found(key, text, TIME_OF_DAY)));
    }
    return List.copyOf(times);
  }

  private static Optional<LocalTime> parseTime(String text) {
    try {
      return Optional.of(LocalTime.parse(text, DateTimeFormatter.ofPattern("HH:mm")));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** One of the constants of a type by the name that configuration gives them. */
  <E> E choice(String key, E[] values, Function<E, String> name) {
    String text = oneOf(key, Arrays.stream(values).map(name).toList());
    return Arrays.stream(values).filter(v -> name.apply(v).equals(text)).findFirst().orElseThrow();
  }

  /** References to things by name, each at most once; the list may be empty. */
  List<String> references(String key, String what, Collection<String> words) {
    var result = new ArrayList<String>();
    for (ConfigValue element : node.list(key, "a list of names: " + String.join(", ", words))) {
      String text = String.valueOf(element.unwrapped());
      if (!words.contains(text)) {
        throw node.fault(key, element.origin(), unknown(text, what, words));
      }
      addOnce(key, element, result);
    }
    return List.copyOf(result);
  }

  /** New names, each once; at least one. */
  List<String> names(String key) {
    var result = new ArrayList<String>();
    for (ConfigValue element : node.list(key, "a list of names")) {
      String text = String.valueOf(element.unwrapped());
      if (!text.matches(NAME)) {
        throw node.fault(key, element.origin(), "found '" + text + "'; allowed: " + NAME_RULE);
      }
      addOnce(key, element, result);
    }
    if (result.isEmpty()) {
      throw fault(key, "found an empty list; allowed: at least one name");
    }
    return List.copyOf(result);
  }

  /** Any texts, each once; at least one. */
  List<String> texts(String key) {
    var result = new ArrayList<String>();
    for (ConfigValue element : node.list(key, "a list of texts")) {
      addOnce(key, element, result);
    }
    if (result.isEmpty()) {
      throw fault(key, "found an empty list; allowed: at least one text");
    }
    return List.copyOf(result);
  }

  private void addOnce(String key, ConfigValue element, List<String> result) {
    String text = String.valueOf(element.unwrapped());
    if (result.contains(text)) {
      throw node.fault(key, element.origin(), "found '" + text + "' twice; allowed: once");
    }
    result.add(text);
  }

  ConfigReader object(String key) {
    return new ConfigReader(node.object(key));
  }

  /** A value that need not be there: {@code row.optional("unit", row::text)}. */
  <T> Optional<T> optional(String key, Function<String, T> read) {
    return has(key) ? Optional.of(read.apply(key)) : Optional.empty();
  }

  /** The objects of a list in their order, at least one; their {@code name}s must differ. */
  List<ConfigReader> objects(String key) {
    var readers = new ArrayList<ConfigReader>();
    for (ConfigValue element : node.list(key, "a list of objects [ { ... } ]")) {
      var reader = new ConfigReader(node.element(key, element, readers.size()));
      readers.forEach(reader::checkNameDiffers);
      readers.add(reader);
    }
    if (readers.isEmpty()) {
      throw fault(key, "found an empty list; allowed: at least one object { ... }");
    }
    return List.copyOf(readers);
  }

  /** The same of a list that need not be there. */
  List<ConfigReader> optionalObjects(String key) {
    return has(key) ? objects(key) : List.of();
  }

  private void checkNameDiffers(ConfigReader before) {
    String name = node.name();
    if (!name.isEmpty() && name.equalsIgnoreCase(before.node.name())) {
      throw fault("name", Duplicates.found(name, before.position("name").line()));
    }
  }

  /** The object with this {@code name} in a list that has been read before. */
  ConfigReader element(String key, String name) {
    return objects(key).stream()
        .filter(reader -> reader.node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(key + " has no " + name));
  }

  /** A message about a value, or about the object if the value is not there. */
  ConfigException fault(String key, String problem) {
    return node.fault(key, problem);
  }

  /** Where a value stands, or the object if the value is not there. */
  Position position(String key) {
    return node.position(key);
  }

  private static String unknown(String text, String what, Collection<String> words) {
    String noSuch = what.isEmpty() ? "" : "; there is no such " + what;
    return "found '" + text + "'" + noSuch + Nearest.hint(text, words, "Allowed");
  }
}

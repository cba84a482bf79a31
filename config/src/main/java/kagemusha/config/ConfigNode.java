package kagemusha.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.Set;
import java.util.TreeSet;

/**
 * An object of a settings file with the path that leads to it: fetches raw values and words the
 * faults in them.
 *
 * @param path keys from the root, joined by dots; empty for the root
 * @param allowed the keys that may be asked for; empty before they are declared
 */
record ConfigNode(ConfigObject object, String path, Set<String> allowed) {
  boolean has(String key) {
    return object.containsKey(known(key));
  }

  /** The keys that are present, in alphabetical order. */
  Set<String> keys() {
    return new TreeSet<>(object.keySet());
  }

  /** The text of a value as it was written. */
  String scalar(String key, String expected) {
    ConfigValue value = value(key, expected);
    if (value instanceof ConfigObject || value instanceof ConfigList) {
      throw fault(key, "found " + described(value) + "; allowed: " + expected);
    }
    // The library keeps the text of a number as it was written; that is what must be judged.
    return object.toConfig().getString(ConfigUtil.joinPath(key)).strip();
  }

  /** A quantity in its base unit. */
  BigDecimal quantity(String key, Units units, String min, String max) {
    String expected = units.expected() + ", from " + min + " to " + max;
    String text = scalar(key, expected);
    BigDecimal value =
        units
            .parse(text)
            .orElseThrow(() -> found(key, text, expected + " (units: " + units.names() + ")"));
    if (value.compareTo(units.limit(min)) < 0 || value.compareTo(units.limit(max)) > 0) {
      throw found(key, text, expected);
    }
    return value;
  }

  /** The same of something that has no parts. */
  long whole(String key, Units units, String min, String max) {
    BigDecimal value = quantity(key, units, min, max);
    if (value.stripTrailingZeros().scale() > 0) {
      String unit = units.names().substring(0, units.names().indexOf(','));
      throw found(key, scalar(key, ""), "a multiple of 1 " + unit);
    }
    return value.longValueExact();
  }

  ConfigList list(String key, String expected) {
    ConfigValue value = value(key, expected);
    if (!(value instanceof ConfigList list)) {
      throw fault(key, "found " + described(value) + "; allowed: " + expected);
    }
    return list;
  }

  ConfigNode object(String key) {
    String expected = "an object { ... }";
    ConfigValue value = value(key, expected);
    if (!(value instanceof ConfigObject child)) {
      throw fault(key, "found " + described(value) + "; allowed: " + expected);
    }
    return new ConfigNode(child, full(key), Set.of());
  }

  /** An element of a list; it is called by its {@code name}, or by its number if it has none. */
  ConfigNode element(String key, ConfigValue element, int number) {
    if (!(element instanceof ConfigObject child)) {
      String found = "found " + described(element) + " in the list";
      throw fault(key, element.origin(), found + "; allowed: objects { ... }");
    }
    String name = new ConfigNode(child, path, Set.of()).name();
    String suffix = name.isEmpty() ? "[" + number + "]" : "." + quoted(name);
    return new ConfigNode(child, full(key) + suffix, Set.of());
  }

  /** The value of the key {@code name}; empty if there is none. */
  String name() {
    ConfigValue name = object.get("name");
    return name == null ? "" : String.valueOf(name.unwrapped());
  }

  /**
   * Where a value stands. If it is not there, the object's name stands for the object: that line is
   * its own even if the rest comes from a template.
   */
  Position position(String key) {
    return Position.of(object.get(key) == null ? origin("name") : origin(key));
  }

  /** A message about a value, or about the object if the value is not there. */
  ConfigException fault(String key, String problem) {
    return position(key).fault(full(key), problem);
  }

  ConfigException fault(String key, ConfigOrigin origin, String problem) {
    return Position.of(origin).fault(full(key), problem);
  }

  ConfigException found(String key, String text, String expected) {
    return fault(key, "found '" + text + "'; allowed: " + expected);
  }

  private ConfigOrigin origin(String key) {
    ConfigValue value = object.get(key);
    return value == null ? object.origin() : value.origin();
  }

  private ConfigValue value(String key, String expected) {
    ConfigValue value = object.get(known(key));
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      throw fault(key, "missing; expected " + expected);
    }
    return value;
  }

  private String known(String key) {
    if (!allowed.isEmpty() && !allowed.contains(key)) {
      throw new IllegalArgumentException(full(key) + " is read but was not declared as allowed");
    }
    return key;
  }

  private String full(String key) {
    return path.isEmpty() ? quoted(key) : path + "." + quoted(key);
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_-]+") ? word : ConfigUtil.quoteString(word);
  }

  private static String described(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> "an object";
      case LIST -> "a list";
      default -> "'" + value.unwrapped() + "'";
    };
  }
}

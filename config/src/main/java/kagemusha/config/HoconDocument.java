package kagemusha.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** Opens a HOCON text, from a file or from the product itself, for reading with line numbers. */
final class HoconDocument {
  private static final String ROOT = "/kagemusha/";

  private HoconDocument() {}

  /** A user's file. Environment variables are not substituted: a run depends on its files alone. */
  static ConfigReader file(Path file) {
    if (!Files.exists(file)) {
      throw new ConfigException(file + ": no such file; expected a settings file in HOCON");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ConfigException(file + ": cannot be read; expected a readable file in HOCON");
    }
    var options = ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);
    return reader(
        new Position(file.toString(), 0), () -> ConfigFactory.parseFile(file.toFile(), options));
  }

  /** A text that is part of the product; {@code path} is relative to {@code /kagemusha/}. */
  static ConfigReader resource(String path) {
    return text(path, resourceText(path));
  }

  /** A text from elsewhere than a file; {@code origin} stands for its name. */
  static ConfigReader text(String origin, String text) {
    var options =
        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setOriginDescription(origin);
    return reader(new Position(origin, 0), () -> ConfigFactory.parseString(text, options));
  }

  /**
   * A text that must say all by itself: what another file holds may change before it is read again.
   */
  static ConfigReader textAlone(String origin, String text) {
    var options =
        ConfigParseOptions.defaults()
            .setSyntax(ConfigSyntax.CONF)
            .setOriginDescription(origin)
            .setIncluder(new NoIncludes());
    return reader(new Position(origin, 0), () -> ConfigFactory.parseString(text, options));
  }

  /** A single value from elsewhere than a file, to be read by the same rules. */
  static ConfigReader value(String key, String text) {
    return new ConfigReader(ConfigValueFactory.fromMap(Map.of(key, text), "command line"));
  }

  static String resourceText(String path) {
    try (InputStream in = HoconDocument.class.getResourceAsStream(ROOT + path)) {
      if (in == null) {
        throw new ConfigException(ROOT + path + ": missing from the product; build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigException(ROOT + path + ": cannot be read: " + e.getMessage());
    }
  }

  private static ConfigReader reader(Position whole, Supplier<Config> source) {
    try {
      return new ConfigReader(source.get().resolve(ConfigResolveOptions.noSystem()).root());
    } catch (com.typesafe.config.ConfigException e) {
      throw translated(whole, e);
    }
  }

  private static ConfigException translated(
      Position whole, com.typesafe.config.ConfigException cause) {
    String message = cause.getMessage().replaceAll("\\s*\\R\\s*", " ");
    if (cause.origin() == null || cause instanceof com.typesafe.config.ConfigException.IO) {
      return whole.fault("cannot be read: " + message);
    }
    String prefix = cause.origin().description() + ": ";
    String problem = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    return Position.of(cause.origin()).fault("not valid HOCON: " + problem);
  }
}

package kagemusha.config;

import com.typesafe.config.ConfigOrigin;

/**
 * Where in the settings something stands.
 *
 * @param line counted from 1; 0 if only the file is known
 */
record Position(String file, int line) {
  /** Every origin of a parsed file carries its name; merged objects start where the first does. */
  static Position of(ConfigOrigin origin) {
    String file = origin.filename();
    if (file == null) {
      // Text read from a resource has a description only, which ends in the line.
      file = origin.description().replaceFirst(": [0-9]+(-[0-9]+)?$", "");
    }
    return new Position(file, Math.max(0, origin.lineNumber()));
  }

  ConfigException fault(String key, String problem) {
    return fault(key + ": " + problem);
  }

  ConfigException fault(String problem) {
    return new ConfigException(this + ": " + problem);
  }

  @Override
  public String toString() {
    return line > 0 ? file + ":" + line : file;
  }
}

package kagemusha.config;

import java.util.List;

/** The files of one kind that come with the product, by their index file. */
final class BundledNames {
  private BundledNames() {}

  /** The names in the order of {@code folder/index.conf}. */
  static List<String> of(String folder) {
    return HoconDocument.resource(folder + "/index.conf").allowing("names").names("names");
  }

  /** The text with this name; {@code what} is the kind of thing, for the message. */
  static ConfigReader open(String folder, String what, String name) {
    List<String> names = of(folder);
    if (!names.contains(name)) {
      String hint = Nearest.hint(name, names, "Allowed");
      throw new ConfigException("unknown " + what + " '" + name + "'" + hint);
    }
    return HoconDocument.resource(folder + "/" + name + ".conf");
  }
}

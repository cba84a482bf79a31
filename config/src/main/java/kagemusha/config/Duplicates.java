package kagemusha.config;

import java.util.Map;
import java.util.TreeMap;

/**
 * Names that must differ from each other whatever they name: machines, VMs, clients, domain
 * controllers and array controllers all become entities of one run. Upper and lower case do not
 * make a difference, as they do not in a Windows network.
 */
final class Duplicates {
  private final Map<String, Integer> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** Takes the name of an object; fails at the second one that bears it. */
  void claim(ConfigReader named, String name) {
    claim(named, "name", name);
  }

  void claim(ConfigReader holder, String key, String name) {
    Integer before = lines.putIfAbsent(name, holder.position(key).line());
    if (before != null) {
      throw holder.fault(key, found(name, before));
    }
  }

  static String found(String name, int line) {
    String rule = "allowed: a name of its own for each machine, VM, client and part";
    return "found '" + name + "', which is already used on line " + line + "; " + rule;
  }
}

package kagemusha.config;

import java.util.List;
import java.util.function.Function;

/** Finds one of several things by its name. */
final class Named {
  private Named() {}

  static <T> T find(String what, String name, List<T> list, Function<T, String> nameOf) {
    return list.stream()
        .filter(each -> nameOf.apply(each).equals(name))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> names = list.stream().map(nameOf).toList();
              String hint = Nearest.hint(name, names, "Allowed");
              return new ConfigException("no " + what + " is named '" + name + "'" + hint);
            });
  }
}

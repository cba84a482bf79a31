package kagemusha.kernel.wire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A module's list of the classes that it puts on the wire, found by {@link
 * java.util.ServiceLoader}. The number of a class is {@code firstId} plus its place in the list; a
 * list only ever grows at its end.
 */
public interface WireTypes {
  /** First number of this module; modules stand 100 apart. */
  int firstId();

  List<Class<?>> types();

  /** The lists of all modules, in the order of their numbers. */
  static List<WireTypes> installed() {
    List<WireTypes> found = new ArrayList<>();
    ServiceLoader.load(WireTypes.class, WireTypes.class.getClassLoader()).forEach(found::add);
    found.sort(Comparator.comparingInt(WireTypes::firstId));
    return found;
  }
}

package kagemusha.kernel.wire;

import java.util.List;

/**
 * A module's list of the classes that it puts on the wire, found by {@link
 * java.util.ServiceLoader}. The number of a class is {@code firstId} plus its place in the list; a
 * list only ever grows at its end.
 */
public interface WireTypes {
  /** First number of this module; modules stand 100 apart. */
  int firstId();

  List<Class<?>> types();
}

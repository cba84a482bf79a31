package kagemusha.kernel.data;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Sets in the order of their elements, so that every run goes through them in the same way. */
public final class Sets {
  private Sets() {}

  /** The others of some elements. */
  public static <T extends Comparable<T>> Set<T> without(Collection<T> all, T element) {
    Set<T> rest = new TreeSet<>(all);
    rest.remove(element);
    return rest;
  }
}

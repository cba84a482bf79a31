package kagemusha.kernel.image;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import kagemusha.kernel.wire.WireTypes;

/**
 * A module's list of the classes that an image may hold beside those that may be on the wire, found
 * by {@link java.util.ServiceLoader}. By the name that {@link Class#getName} gives, because much of
 * what an entity knows is private to it. What belongs to a machine (a context, a counter, another
 * entity) is on no list.
 */
public interface ImageTypes {
  List<String> names();

  /**
   * All that an image may hold, in an order that every process finds alike.
   *
   * @throws IllegalStateException if a list names what is not there, or what another list names
   */
  static List<Class<?>> installed() {
    Map<String, Class<?>> types = new TreeMap<>();
    for (WireTypes module : WireTypes.installed()) {
      module.types().forEach(type -> types.put(type.getName(), type));
    }
    for (ImageTypes module : ServiceLoader.load(ImageTypes.class, loader())) {
      for (String name : module.names()) {
        if (types.put(name, type(name, module)) != null) {
          throw new IllegalStateException(name + " is listed twice for images and the wire");
        }
      }
    }
    return List.copyOf(types.values());
  }

  private static Class<?> type(String name, ImageTypes module) {
    try {
      return Class.forName(name, false, loader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          module.getClass().getName() + " lists " + name + ", which is not there", e);
    }
  }

  private static ClassLoader loader() {
    return ImageTypes.class.getClassLoader();
  }
}

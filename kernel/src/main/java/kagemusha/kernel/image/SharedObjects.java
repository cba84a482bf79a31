package kagemusha.kernel.image;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settings with all records in them, numbered in an order that both ends find alike. */
final class SharedObjects {
  private final List<Object> objects = new ArrayList<>();
  private final Map<Object, Integer> numbers = new IdentityHashMap<>();
  private final Set<Class<?>> types = new HashSet<>();

  private SharedObjects() {}

  static SharedObjects of(List<?> settings) {
    SharedObjects shared = new SharedObjects();
    settings.forEach(each -> shared.take(each, true));
    return shared;
  }

  /** Whether an object of this type may be among them. */
  boolean hasSome(Class<?> type) {
    return types.contains(type);
  }

  /** The number of this very object, or -1. */
  int number(Object object) {
    return numbers.getOrDefault(object, -1);
  }

  Object get(int number) {
    return objects.get(number);
  }

  private void take(Object object, boolean given) {
    if (object instanceof Collection<?> several) {
      several.forEach(each -> take(each, false));
    } else if (object instanceof Optional<?> optional) {
      optional.ifPresent(each -> take(each, false));
    } else if (object != null && (given || object instanceof Record)) {
      if (numbers.putIfAbsent(object, objects.size()) == null) {
        objects.add(object);
        types.add(object.getClass());
        parts(object);
      }
    }
  }

  private void parts(Object object) {
    if (!(object instanceof Record)) {
      return;
    }
    for (RecordComponent component : object.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        take(component.getAccessor().invoke(object), false);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot look into " + object.getClass(), e);
      }
    }
  }
}

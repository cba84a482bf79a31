package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.DpmAgent;
import kagemusha.backup.vss.SoftwareProvider;
import kagemusha.backup.vss.StoreWriter;
import kagemusha.backup.vss.VssService;
import kagemusha.csv.CsvNode;
import kagemusha.csv.CsvVolume;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.fault.Observe;
import kagemusha.kernel.image.ImageTypes;
import kagemusha.kernel.image.ImagedEntity;
import kagemusha.kernel.wire.WireTypes;
import kagemusha.load.store.StoreNotice;
import org.junit.jupiter.api.Test;

/**
 * What an entity can take to another machine is on some module's list, and nothing else is: the
 * fields of those that move, all that these can hold, and the messages that they may have set
 * timers for.
 */
class ImageRegistrationTest {
  private static final List<Class<? extends ImagedEntity<?>>> MOVING =
      List.of(
          VirtualMachine.class,
          DpmAgent.class,
          VssService.class,
          StoreWriter.class,
          SoftwareProvider.class);

  /** Interfaces that are not sealed, and what stands for them in entities that move. */
  private static final Map<String, List<String>> IMPLEMENTED =
      Map.of(
          "kagemusha.load.hold.HoldRules$Answers",
          List.of(
              "kagemusha.load.server.StoreFreeze$Answers", "kagemusha.node.GuestWriteHold$Answers"),
          "kagemusha.load.server.GuestDisks",
          List.of("kagemusha.node.VirtualDisks"),
          "kagemusha.load.server.StoreWrites$Delayed",
          List.of("kagemusha.load.server.Calls"));

  /** What waits for an entity on its way. */
  private static final String WAITING = "kagemusha.kernel.machine.Luggage$Waiting";

  /**
   * What others on a machine say to entities that move, and these take as something of their own:
   * it may be on its way, or wait, when they leave. Protocols that are part of theirs are found.
   */
  private static final List<Class<?>> SAID_TO_THEM =
      List.of(
          VmDisks.WritesHeld.class,
          VmDisks.HoldExpired.class,
          VmDisks.Described.class,
          VmDisks.Refused.class,
          VmDisks.Logs.class,
          VmDisks.Tracked.class,
          VmDisks.Changes.class,
          VmDisks.Presence.class,
          VmDisks.GuestOff.class,
          StoreNotice.class,
          CsvNode.WritesHeld.class,
          CsvNode.HoldExpired.class,
          CsvVolume.Notice.class,
          VmRequest.class,
          Observe.class);

  private static final Set<Class<?>> KNOWN_TO_KRYO =
      Set.of(
          Object.class,
          String.class,
          Integer.class,
          Long.class,
          Double.class,
          Boolean.class,
          Byte.class,
          Short.class);

  private final Set<String> found = new TreeSet<>();
  private final Set<String> open = new TreeSet<>();
  private final Set<Class<?>> ofJdk = new LinkedHashSet<>();

  private static boolean isOfMachine(Class<?> type) {
    return Stream.of(Context.class, Counter.class, Entity.class)
        .anyMatch(each -> each.isAssignableFrom(type));
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith("kagemusha.");
  }

  /**
   * A type parameter stands for what is given where the type is used; a message of an open kind is
   * somebody else's, which has come over the wire.
   */
  private void visit(Type type, String where) {
    if (type instanceof ParameterizedType generic) {
      visit(generic.getRawType(), where);
      Stream.of(generic.getActualTypeArguments()).forEach(each -> visit(each, where));
    } else if (type instanceof GenericArrayType array) {
      visit(array.getGenericComponentType(), where);
      found.add(Array.newInstance(raw(array.getGenericComponentType()), 0).getClass().getName());
    } else if (type instanceof WildcardType any) {
      Stream.of(any.getUpperBounds()).forEach(each -> visit(each, where));
    } else if (type instanceof Class<?> plain && plain.isArray()) {
      found.add(plain.getName());
      visit(plain.getComponentType(), where);
    } else if (type instanceof Class<?> plain && isOurs(plain)) {
      take(plain, where);
    } else if (type instanceof Class<?> plain && !Modifier.isAbstract(plain.getModifiers())) {
      ofJdk.add(plain);
    }
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic ? raw(generic.getRawType()) : (Class<?>) type;
  }

  private void take(Class<?> type, String where) {
    if (type.isSealed()) {
      Stream.of(type.getPermittedSubclasses()).forEach(each -> visit(each, where));
    }
    boolean concrete = !Modifier.isAbstract(type.getModifiers()) || type.isEnum();
    if (IMPLEMENTED.containsKey(type.getName())) {
      IMPLEMENTED.get(type.getName()).forEach(each -> visit(named(each), where));
    } else if (!concrete && !type.isSealed() && !Message.class.isAssignableFrom(type)) {
      open.add(type.getName() + " in " + where);
    } else if (concrete && found.add(type.getName()) && !type.isEnum()) {
      fields(type);
    }
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private void fields(Class<?> type) {
    for (Class<?> each = type; isOurs(each); each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && !Modifier.isTransient(field.getModifiers())) {
          visit(field.getGenericType(), each.getName() + "." + field.getName());
        }
      }
    }
  }

  private static Type protocolOf(Class<?> entity) {
    return Stream.of(entity.getGenericInterfaces())
        .filter(each -> each instanceof ParameterizedType)
        .map(ParameterizedType.class::cast)
        .filter(each -> each.getRawType() == ImagedEntity.class)
        .map(each -> each.getActualTypeArguments()[0])
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> listed() {
    Set<String> names = new TreeSet<>();
    ServiceLoader.load(ImageTypes.class).forEach(module -> names.addAll(module.names()));
    names.removeIf(name -> name.startsWith("java."));
    return names;
  }

  @Test
  void whatAnEntityCanTakeAlongIsListedAndNothingElse() {
    for (Class<?> entity : MOVING) {
      fields(entity);
      visit(protocolOf(entity), entity.getName());
    }
    visit(named(WAITING), "a journey");
    SAID_TO_THEM.forEach(message -> visit(message, "a message on the way"));
    List<Class<?>> wire = WireTypes.installed().stream().flatMap(m -> m.types().stream()).toList();
    wire.stream()
        .filter(Message.class::isAssignableFrom)
        .forEach(message -> visit(message, "a message on the wire"));
    wire.forEach(type -> found.remove(type.getName()));
    MOVING.forEach(entity -> found.remove(entity.getName()));
    assertThat(open).as("types of fields that anybody could implement").isEmpty();
    assertThat(listed()).as("put on, or take off, the ImageTypes of its module").isEqualTo(found);
    ofJdk.removeIf(type -> KNOWN_TO_KRYO.contains(type));
    assertThat(ImageTypes.installed()).containsAll(ofJdk);
  }

  @Test
  void nothingOfAMachineIsListed() {
    assertThat(ImageTypes.installed())
        .hasSizeGreaterThan(100)
        .noneMatch(ImageRegistrationTest::isOfMachine);
  }
}

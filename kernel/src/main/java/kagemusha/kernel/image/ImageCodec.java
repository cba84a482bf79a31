package kagemusha.kernel.image;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.SerializerFactory.FieldSerializerFactory;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import com.esotericsoftware.kryo.serializers.FieldSerializer.FieldSerializerConfig;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import java.util.EnumMap;
import java.util.List;
import java.util.Set;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import org.objenesis.strategy.StdInstantiatorStrategy;

/**
 * The memory of an object and of all that it refers to, as bytes. Fields marked {@code transient}
 * are left out and stay as they are where the image is restored. Objects keep their identity within
 * the image. Only classes of this product and plain ones of the JDK can be in it; what belongs to a
 * machine (a context, a counter, another entity) or is code (a lambda) is refused.
 *
 * <p>For one image; both ends must have been given equal settings.
 */
public final class ImageCodec {
  private static final Set<String> PLAIN = Set.of("java.lang", "java.util", "java.time");
  private static final String PRODUCT = "kagemusha.";
  private static final List<Class<?>> OF_A_MACHINE =
      List.of(Context.class, Counter.class, Entity.class);

  private final FieldSerializerConfig fields = new FieldSerializerConfig();
  private final SharedObjects shared;
  private final Kryo kryo;

  /**
   * @param settings objects that both ends have; of records their parts as well
   */
  public ImageCodec(List<?> settings) {
    shared = SharedObjects.of(settings);
    fields.setIgnoreSyntheticFields(false);
    fields.setExtendedFieldNames(true);
    kryo = new SettingsAwareKryo();
    kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
    kryo.setRegistrationRequired(false);
    kryo.setReferences(true);
    kryo.setDefaultSerializer(new FieldSerializerFactory(fields));
    kryo.addDefaultSerializer(EnumMap.class, new EnumMaps());
  }

  /**
   * The memory of this object.
   *
   * @throws IllegalStateException if something in it cannot leave its machine
   */
  public MemoryImage image(Object root) {
    kryo.register(root.getClass(), new RootSerializer(root));
    Output output = new Output(1 << 14, -1);
    try {
      kryo.writeObject(output, root);
    } catch (KryoException e) {
      throw new IllegalStateException(
          "no image of " + root.getClass().getName() + ": " + why(e), e);
    }
    return new MemoryImage(output.toBytes());
  }

  /** Puts the memory into a fresh object of the same class. */
  public void restore(MemoryImage image, Object root) {
    kryo.register(root.getClass(), new RootSerializer(root));
    try {
      kryo.readObject(new Input(image.bytes()), root.getClass());
    } catch (KryoException e) {
      throw new IllegalStateException(
          root.getClass().getName() + " cannot be restored: " + why(e), e);
    }
  }

  /** Any object and all that it refers to. */
  public static MemoryImage imageOf(Object value) {
    ImageCodec codec = new ImageCodec(List.of());
    Output output = new Output(1 << 10, -1);
    try {
      codec.kryo.writeClassAndObject(output, value);
    } catch (KryoException e) {
      throw new IllegalStateException("no image of " + value + ": " + why(e), e);
    }
    return new MemoryImage(output.toBytes());
  }

  /** A copy of the object of which this is an image. */
  public static <T> T valueOf(MemoryImage image, Class<T> type) {
    ImageCodec codec = new ImageCodec(List.of());
    return type.cast(codec.kryo.readClassAndObject(new Input(image.bytes())));
  }

  /** The trace of fields that led to what was refused. */
  private static String why(KryoException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }

  private final class RootSerializer extends FieldSerializer<Object> {
    private final Object root;

    RootSerializer(Object root) {
      super(ImageCodec.this.kryo, root.getClass(), fields);
      this.root = root;
    }

    @Override
    protected Object create(Kryo with, Input input, Class<?> type) {
      return root;
    }
  }

  /** Whatever may be one of the settings is looked up before it is written out. */
  private final class SettingsAwareKryo extends Kryo {
    SettingsAwareKryo() {
      super(new ProductClasses(), new MapReferenceResolver());
    }

    @Override
    public Serializer<?> getDefaultSerializer(@SuppressWarnings("rawtypes") Class type) {
      Serializer<?> plain = super.getDefaultSerializer(type);
      return shared != null && shared.hasSome(type) ? new SharedSerializer(shared, plain) : plain;
    }
  }

  private static final class ProductClasses extends DefaultClassResolver {
    @Override
    public Registration registerImplicit(@SuppressWarnings("rawtypes") Class type) {
      check(type);
      return super.registerImplicit(type);
    }
  }

  private static void check(Class<?> type) {
    if (type.isArray()) {
      check(type.getComponentType());
      return;
    }
    boolean ofMachine = OF_A_MACHINE.stream().anyMatch(each -> each.isAssignableFrom(type));
    boolean known =
        type.isPrimitive()
            || type.getName().startsWith(PRODUCT)
            || PLAIN.contains(type.getPackageName());
    if (!known || ofMachine || type.isHidden()) {
      throw new KryoException(type.getName() + " cannot leave its machine");
    }
  }
}

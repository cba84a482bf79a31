package kagemusha.kernel.image;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.SerializerFactory.FieldSerializerFactory;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultSerializers.VoidSerializer;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import com.esotericsoftware.kryo.serializers.FieldSerializer.FieldSerializerConfig;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import java.util.EnumMap;
import java.util.List;
import org.objenesis.strategy.StdInstantiatorStrategy;

/**
 * The memory of an object and of all that it refers to, as bytes. Fields marked {@code transient}
 * are left out and stay as they are where the image is restored. Objects keep their identity within
 * the image. Beside the object's own class, all classes in it must be listed by some {@link
 * ImageTypes}: an unlisted one is refused on either side, and so is code (a lambda).
 *
 * <p>For one image; both ends must have been given equal settings.
 */
public final class ImageCodec {
  private static final List<Class<?>> LISTED = ImageTypes.installed();

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
    kryo.setRegistrationRequired(true);
    kryo.setReferences(true);
    kryo.setDefaultSerializer(new FieldSerializerFactory(fields));
    kryo.addDefaultSerializer(EnumMap.class, new EnumMaps());
    for (Class<?> type : LISTED) {
      kryo.register(new Listed(type, kryo.getNextRegistrationId()));
    }
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
    } catch (KryoException | IllegalArgumentException e) {
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
    } catch (KryoException | IllegalArgumentException e) {
      throw new IllegalStateException(
          root.getClass().getName() + " cannot be restored: " + why(e), e);
    }
  }

  /**
   * Any object and all that it refers to.
   *
   * @throws IllegalStateException if something in it cannot leave its machine
   */
  public static MemoryImage imageOf(Object value) {
    ImageCodec codec = new ImageCodec(List.of());
    Output output = new Output(1 << 10, -1);
    try {
      codec.kryo.writeClassAndObject(output, value);
    } catch (KryoException | IllegalArgumentException e) {
      throw new IllegalStateException("no image of " + value + ": " + why(e), e);
    }
    return new MemoryImage(output.toBytes());
  }

  /** A copy of the object of which this is an image. */
  public static <T> T valueOf(MemoryImage image, Class<T> type) {
    ImageCodec codec = new ImageCodec(List.of());
    try {
      return type.cast(codec.kryo.readClassAndObject(new Input(image.bytes())));
    } catch (KryoException | IllegalArgumentException e) {
      throw new IllegalStateException("no " + type.getName() + " in an image: " + why(e), e);
    }
  }

  /** The trace of fields that led to what was refused. */
  private static String why(RuntimeException e) {
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

  /** One of the list; few of them are in any one image, so its serializer is made when it is. */
  private final class Listed extends Registration {
    private static final Serializer<?> NONE_YET = new VoidSerializer();

    Listed(Class<?> type, int id) {
      super(type, NONE_YET, id);
    }

    @Override
    public Serializer<?> getSerializer() {
      if (super.getSerializer() == NONE_YET) {
        setSerializer(kryo.getDefaultSerializer(getType()));
      }
      return super.getSerializer();
    }
  }

  /** Whatever may be one of the settings is looked up before it is written out. */
  private final class SettingsAwareKryo extends Kryo {
    @Override
    public Serializer<?> getDefaultSerializer(@SuppressWarnings("rawtypes") Class type) {
      Serializer<?> plain = super.getDefaultSerializer(type);
      return shared != null && shared.hasSome(type) ? new SharedSerializer(shared, plain) : plain;
    }

    @Override
    protected String unregisteredClassMessage(@SuppressWarnings("rawtypes") Class type) {
      return type.getName() + " cannot leave its machine: it is on no list of image types";
    }
  }
}

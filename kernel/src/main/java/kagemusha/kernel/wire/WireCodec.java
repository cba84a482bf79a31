package kagemusha.kernel.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import java.util.ArrayList;
import java.util.List;
import org.objenesis.strategy.StdInstantiatorStrategy;

/**
 * Objects to bytes and back by Kryo. Every class must be listed by some {@link WireTypes}: an
 * unlisted one is refused on either side. Lists of any kind travel as lists; arrays of numbers as
 * they lie in memory. An instance belongs to one thread.
 */
public final class WireCodec {
  private static final int FIRST_ID = 20;
  private static final int SPACING = 100;

  private final Kryo kryo;
  private final Output output = new Output(1 << 16, -1);
  private final Input input = new Input();

  public WireCodec() {
    kryo = new ListAwareKryo();
    kryo.setRegistrationRequired(true);
    kryo.setReferences(false);
    kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
    kryo.register(List.class, new ListSerializer(), 10);
    kryo.register(long[].class, new BulkLongs(), 11);
    kryo.register(int[].class, new BulkInts(), 12);
    kryo.register(byte[].class, new DefaultArraySerializers.ByteArraySerializer(), 13);
    kryo.register(double[].class, new DefaultArraySerializers.DoubleArraySerializer(), 14);
    kryo.register(int[][].class, 15);
    kryo.register(boolean[].class, 16);
    kryo.register(String[].class, 17);
    WireTypes.installed().forEach(this::register);
  }

  private void register(WireTypes types) {
    if (types.firstId() % SPACING != 0 || types.types().size() > SPACING) {
      throw new IllegalStateException("wire numbers of " + types.getClass() + " are out of place");
    }
    int id = FIRST_ID + types.firstId();
    for (Class<?> type : types.types()) {
      if (kryo.getClassResolver().getRegistration(id) != null) {
        throw new IllegalStateException("wire number " + id + " is taken twice, by " + type);
      }
      kryo.register(type, id++);
    }
  }

  /**
   * @throws UnregisteredClassException if a class in it is on no list
   */
  public byte[] toBytes(Object value) {
    output.reset();
    try {
      kryo.writeClassAndObject(output, value);
    } catch (KryoException | IllegalArgumentException e) {
      throw new UnregisteredClassException(e);
    }
    return output.toBytes();
  }

  /**
   * @throws UnregisteredClassException if the bytes name a class that is on no list
   */
  public Object fromBytes(byte[] bytes) {
    input.setBuffer(bytes);
    try {
      return kryo.readClassAndObject(input);
    } catch (KryoException | IllegalArgumentException e) {
      throw new UnregisteredClassException(e);
    }
  }

  /** Maps every kind of list to the one registered for {@link List}. */
  private static final class ListAwareKryo extends Kryo {
    @Override
    public Registration getRegistration(@SuppressWarnings("rawtypes") Class type) {
      if (type != List.class && List.class.isAssignableFrom(type)) {
        return super.getRegistration(List.class);
      }
      return super.getRegistration(type);
    }
  }

  private static final class ListSerializer extends Serializer<List<?>> {
    ListSerializer() {
      super(false, true);
    }

    @Override
    public void write(Kryo kryo, Output output, List<?> list) {
      output.writeVarInt(list.size(), true);
      for (Object element : list) {
        kryo.writeClassAndObject(output, element);
      }
    }

    @Override
    public List<?> read(Kryo kryo, Input input, Class<? extends List<?>> type) {
      int size = input.readVarInt(true);
      List<Object> list = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        list.add(kryo.readClassAndObject(input));
      }
      return list;
    }
  }

  private static final class BulkLongs extends Serializer<long[]> {
    BulkLongs() {
      super(true);
    }

    @Override
    public void write(Kryo kryo, Output output, long[] values) {
      output.writeVarInt(values == null ? 0 : values.length + 1, true);
      if (values != null) {
        output.writeLongs(values, 0, values.length);
      }
    }

    @Override
    public long[] read(Kryo kryo, Input input, Class<? extends long[]> type) {
      int length = input.readVarInt(true);
      return length == 0 ? null : input.readLongs(length - 1);
    }
  }

  private static final class BulkInts extends Serializer<int[]> {
    BulkInts() {
      super(true);
    }

    @Override
    public void write(Kryo kryo, Output output, int[] values) {
      output.writeVarInt(values == null ? 0 : values.length + 1, true);
      if (values != null) {
        output.writeInts(values, 0, values.length, true);
      }
    }

    @Override
    public int[] read(Kryo kryo, Input input, Class<? extends int[]> type) {
      int length = input.readVarInt(true);
      return length == 0 ? null : input.readInts(length - 1, true);
    }
  }
}

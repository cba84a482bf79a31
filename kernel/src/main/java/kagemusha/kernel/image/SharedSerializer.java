package kagemusha.kernel.image;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** Writes the number of what both ends have, and the rest as it is. */
final class SharedSerializer extends Serializer<Object> {
  private final SharedObjects shared;
  private final Serializer<Object> plain;

  @SuppressWarnings("unchecked")
  SharedSerializer(SharedObjects shared, Serializer<?> plain) {
    this.shared = shared;
    this.plain = (Serializer<Object>) plain;
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    int number = shared.number(object);
    output.writeVarInt(number + 1, true);
    if (number < 0) {
      plain.write(kryo, output, object);
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    int number = input.readVarInt(true) - 1;
    return number < 0 ? plain.read(kryo, input, type) : shared.get(number);
  }
}

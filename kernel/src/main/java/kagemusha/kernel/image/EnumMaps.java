package kagemusha.kernel.image;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.EnumMapSerializer;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import java.util.EnumMap;

/** Maps by enums of any kind; what kind an empty one is nobody can tell, so it is refused. */
@SuppressWarnings({"rawtypes", "unchecked"})
final class EnumMaps extends MapSerializer<EnumMap> {
  @Override
  public void write(Kryo kryo, Output output, EnumMap map) {
    if (map.isEmpty()) {
      throw new KryoException("an empty EnumMap cannot leave its machine");
    }
    kryo.writeClass(output, ((Enum) map.keySet().iterator().next()).getDeclaringClass());
    new EnumMapSerializer(Enum.class).write(kryo, output, map);
  }

  @Override
  public EnumMap read(Kryo kryo, Input input, Class<? extends EnumMap> type) {
    return new EnumMapSerializer(kryo.readClass(input).getType()).read(kryo, input, type);
  }
}

package kagemusha.kernel.wire;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.JSerializer;

/** Pekko's view of {@link WireCodec}, for all {@link Wired} messages. */
public final class KryoWireSerializer extends JSerializer {
  private static final int IDENTIFIER = 41_260;

  private final ThreadLocal<WireCodec> codec = ThreadLocal.withInitial(WireCodec::new);

  /** Created by Pekko. */
  public KryoWireSerializer(ExtendedActorSystem system) {}

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public boolean includeManifest() {
    return false;
  }

  @Override
  public byte[] toBinary(Object value) {
    return codec.get().toBytes(value);
  }

  @Override
  public Object fromBinaryJava(byte[] bytes, Class<?> manifest) {
    return codec.get().fromBytes(bytes);
  }
}

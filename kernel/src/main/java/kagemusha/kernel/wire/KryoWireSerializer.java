package kagemusha.kernel.wire;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.JSerializer;

/** Pekko's view of {@link WireCodec}, for all {@link Wired} messages. */
public final class KryoWireSerializer extends JSerializer {
  private static final int IDENTIFIER = 41_260;
  private static final String FRAME = "pekko.remote.artery.advanced.maximum-frame-size";

  /** Beside the message a frame says from whom to whom it goes. */
  private static final int ENVELOPE_BYTES = 4096;

  private final ThreadLocal<WireCodec> codec = ThreadLocal.withInitial(WireCodec::new);
  private final ExtendedActorSystem system;
  private final long longestBytes;

  /** Created by Pekko. */
  public KryoWireSerializer(ExtendedActorSystem system) {
    this.system = system;
    this.longestBytes = system.settings().config().getBytes(FRAME) - ENVELOPE_BYTES;
  }

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
    try {
      byte[] bytes = codec.get().toBytes(value);
      if (bytes.length > longestBytes) {
        String what = "refused on the wire: a %s of %d bytes, allowed are %d";
        publish(what.formatted(value.getClass().getSimpleName(), bytes.length, longestBytes));
      }
      return bytes;
    } catch (UnregisteredClassException e) {
      publish(e.getMessage());
      throw e;
    }
  }

  @Override
  public Object fromBinaryJava(byte[] bytes, Class<?> manifest) {
    try {
      return codec.get().fromBytes(bytes);
    } catch (UnregisteredClassException e) {
      publish(e.getMessage());
      throw e;
    }
  }

  private void publish(String why) {
    system.eventStream().publish(new WireRefusal(why));
  }
}

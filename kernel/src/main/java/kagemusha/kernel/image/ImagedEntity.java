package kagemusha.kernel.image;

import java.util.List;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.entity.MovableEntity;

/**
 * An entity whose state is all its fields but those marked {@code transient}, which follow from the
 * machine on which it is made or from its settings.
 *
 * @param <M> the sealed interface of the control messages it accepts
 */
public interface ImagedEntity<M extends Message> extends MovableEntity<M, MemoryImage> {
  /** Objects that every machine has alike; the image holds references to them and their parts. */
  default List<?> settings() {
    return List.of();
  }

  @Override
  default Class<MemoryImage> stateType() {
    return MemoryImage.class;
  }

  @Override
  default MemoryImage pack() {
    return new ImageCodec(settings()).image(this);
  }

  @Override
  default void unpack(MemoryImage state, Context context) {
    new ImageCodec(settings()).restore(state, this);
    unpacked(context);
  }

  /** It has come to this machine with all that it knows. */
  default void unpacked(Context context) {}
}

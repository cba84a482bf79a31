package kagemusha.backup.testkit;

import java.util.function.BiConsumer;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** An entity that does with every message what the test says. */
public record Stub(EntityId id, BiConsumer<Message, Context> action) implements Entity<Message> {
  @Override
  public Class<Message> protocol() {
    return Message.class;
  }

  @Override
  public void on(Message message, Context context) {
    action.accept(message, context);
  }
}

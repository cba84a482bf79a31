package kagemusha.backup.testkit;

import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** Sends a message to an entity on its machine at a time. */
public record Injector(EntityId id, long atNanos, EntityId to, Message message)
    implements Entity<Message> {
  @Override
  public Class<Message> protocol() {
    return Message.class;
  }

  @Override
  public void start(Context context) {
    context.timer("now", atNanos, message);
  }

  @Override
  public void on(Message due, Context context) {
    context.tell(to, due);
  }
}

package kagemusha.kernel.machine;

import java.util.List;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Departure;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.LinkFault;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.EventRecord;

/** What an entity wants done, in the order in which it asked for it. */
sealed interface Effect {
  record Tell(long timeNanos, long padNanos, EntityId to, Message message) implements Effect {}

  record Send(long timeNanos, long padNanos, String network, EntityId to, Message message)
      implements Effect {}

  record OutOfBand(long timeNanos, long padNanos, EntityId to, Message message) implements Effect {}

  record Watch(String source, int id) implements Effect {}

  record SendRows(String network, EntityId to, Batch rows) implements Effect {}

  record Pass(EntityId to, Batch rows) implements Effect {}

  record Timer(String key, long atNanos, long padNanos, Message message) implements Effect {}

  record Cancel(String key) implements Effect {}

  record Log(EventRecord event, long padNanos) implements Effect {}

  record Depart(long timeNanos, long padNanos, Departure departure) implements Effect {}

  record Adopt(long timeNanos, long padNanos, List<EntityId> entities, long atNanos)
      implements Effect {
    public Adopt {
      entities = List.copyOf(entities);
    }
  }

  record Impair(long timeNanos, LinkFault fault) implements Effect {}

  record Heal(long timeNanos, String fault, long atNanos) implements Effect {}

  record Power(long timeNanos, PowerNews news) implements Effect {}
}

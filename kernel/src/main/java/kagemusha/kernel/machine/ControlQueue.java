package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** Control messages and timers of one machine, in the one order of control. */
final class ControlQueue {
  private record TimerKey(EntityId owner, String key) {}

  /** What makes a timer known among all deliveries from its owner to itself. */
  private record Number(int incarnation, long sequence) {
    static Number of(Delivery delivery) {
      return new Number(delivery.incarnation(), delivery.sequence());
    }
  }

  private final PriorityQueue<Delivery> queue = new PriorityQueue<>(Delivery.ORDER);

  /** The number of the live timer of each key; looked up, never iterated. */
  private final Map<TimerKey, Number> timers = new HashMap<>();

  private final Map<Number, TimerKey> keys = new HashMap<>();
  private long sequence;

  /** A delivery that leaves this machine or its entity now. */
  Delivery number(long dueNanos, Seat from, EntityId to, long padNanos, Message message) {
    return new Delivery(dueNanos, from.id, from.lives(), sequence++, to, padNanos, message);
  }

  void add(Delivery delivery) {
    queue.add(delivery);
  }

  void timer(Seat owner, String key, long atNanos, long padNanos, Message message) {
    cancel(owner.id, key);
    Delivery delivery = number(atNanos, owner, owner.id, padNanos, message);
    TimerKey timer = new TimerKey(owner.id, key);
    timers.put(timer, Number.of(delivery));
    keys.put(Number.of(delivery), timer);
    queue.add(delivery);
  }

  void cancel(EntityId owner, String key) {
    Number old = timers.remove(new TimerKey(owner, key));
    if (old != null) {
      keys.remove(old);
      queue.removeIf(each -> each.from().equals(owner) && Number.of(each).equals(old));
    }
  }

  /** Takes out all that is for this entity, in the order of control; its timers become alarms. */
  void extract(EntityId owner, List<Delivery> deliveries, List<Luggage.Alarm> alarms) {
    List<Delivery> all = new ArrayList<>(queue);
    all.removeIf(delivery -> !delivery.to().equals(owner));
    all.sort(Delivery.ORDER);
    queue.removeIf(delivery -> delivery.to().equals(owner));
    for (Delivery delivery : all) {
      TimerKey timer = delivery.from().equals(owner) ? keys.remove(Number.of(delivery)) : null;
      if (timer == null) {
        deliveries.add(delivery);
      } else {
        timers.remove(timer);
        alarms.add(
            new Luggage.Alarm(
                timer.key, delivery.dueNanos(), delivery.padNanos(), delivery.message()));
      }
    }
  }

  long nextNanos() {
    Delivery first = queue.peek();
    return first == null ? Long.MAX_VALUE : first.dueNanos();
  }

  Delivery poll() {
    Delivery delivery = queue.poll();
    if (delivery.from().equals(delivery.to())) {
      TimerKey timer = keys.remove(Number.of(delivery));
      if (timer != null) {
        timers.remove(timer);
      }
    }
    return delivery;
  }
}

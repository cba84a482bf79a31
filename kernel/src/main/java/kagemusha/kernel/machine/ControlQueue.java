package kagemusha.kernel.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** Control messages and timers of one machine, in the one order of control. */
final class ControlQueue {
  private record TimerKey(EntityId owner, String key) {}

  private final PriorityQueue<Delivery> queue = new PriorityQueue<>(Delivery.ORDER);

  /** The sequence number of the live timer of each key; looked up, never iterated. */
  private final Map<TimerKey, Long> timers = new HashMap<>();

  private final Map<Long, TimerKey> keys = new HashMap<>();
  private long sequence;

  /** A delivery that leaves this machine or its entity now. */
  Delivery number(long dueNanos, EntityId from, EntityId to, long padNanos, Message message) {
    return new Delivery(dueNanos, from, 0, sequence++, to, padNanos, message);
  }

  void add(Delivery delivery) {
    queue.add(delivery);
  }

  void timer(EntityId owner, String key, long atNanos, long padNanos, Message message) {
    cancel(owner, key);
    Delivery delivery = number(atNanos, owner, owner, padNanos, message);
    TimerKey timer = new TimerKey(owner, key);
    timers.put(timer, delivery.sequence());
    keys.put(delivery.sequence(), timer);
    queue.add(delivery);
  }

  void cancel(EntityId owner, String key) {
    Long old = timers.remove(new TimerKey(owner, key));
    if (old != null) {
      TimerKey timer = keys.remove(old);
      queue.removeIf(delivery -> delivery.sequence() == old && delivery.from().equals(timer.owner));
    }
  }

  long nextNanos() {
    Delivery first = queue.peek();
    return first == null ? Long.MAX_VALUE : first.dueNanos();
  }

  Delivery poll() {
    Delivery delivery = queue.poll();
    if (delivery.from().equals(delivery.to())) {
      TimerKey timer = keys.remove(delivery.sequence());
      if (timer != null) {
        timers.remove(timer);
      }
    }
    return delivery;
  }
}

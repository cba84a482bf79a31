package kagemusha.kernel.machine;

import java.util.HashMap;
import java.util.Map;
import kagemusha.kernel.entity.EntityId;

/** Keeps what one entity sends another from overtaking what was held up on the way before. */
final class ArrivalOrder {
  private record Pair(EntityId from, EntityId to) {}

  /** Looked up, never iterated. */
  private final Map<Pair, Long> last = new HashMap<>();

  private long lastOfAllNanos;

  /** Nothing that is sent from now on can overtake what has arrived by now. */
  void forgetUntil(long nowNanos) {
    if (nowNanos > lastOfAllNanos) {
      last.clear();
    }
  }

  /** When rows arrive that would by themselves arrive at this time. */
  long arrive(EntityId from, EntityId to, long byItselfNanos, boolean heldUp) {
    return arrive(from, to, byItselfNanos, heldUp, 0);
  }

  /**
   * The same of a control message. It comes behind the rows that were sent before it, because of
   * what arrives at one time control messages are delivered first.
   */
  long arriveControl(EntityId from, EntityId to, long byItselfNanos, boolean heldUp) {
    return arrive(from, to, byItselfNanos, heldUp, 1);
  }

  private long arrive(
      EntityId from, EntityId to, long byItselfNanos, boolean heldUp, int behindNanos) {
    if (!heldUp && last.isEmpty()) {
      return byItselfNanos;
    }
    Pair pair = new Pair(from, to);
    Long before = last.get(pair);
    if (before == null && !heldUp) {
      return byItselfNanos;
    }
    long at = before == null ? byItselfNanos : Math.max(before + behindNanos, byItselfNanos);
    last.put(pair, at);
    lastOfAllNanos = Math.max(lastOfAllNanos, at);
    return at;
  }
}

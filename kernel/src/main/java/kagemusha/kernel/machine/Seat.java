package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.entity.EntityId;

/**
 * A place for an entity on a machine. While it is vacant, what comes for the entity waits.
 *
 * <pre>
 * Vacant --take--> Taken --leave--> Vacant
 * </pre>
 */
final class Seat {
  final EntityId id;
  final List<Counter> counters;
  long nextWorkNanos = Long.MAX_VALUE;

  /** Whether its entity has been asked anything since the last tick was closed. */
  boolean isChanged;

  private List<BatchMail> arrivals = new ArrayList<>();
  private long arrivalNanos = Long.MAX_VALUE;
  private List<Delivery> waiting = new ArrayList<>();
  private boolean taken;
  private int lives;

  Seat(EntityId id, List<Counter> counters, boolean taken) {
    this.id = id;
    this.counters = List.copyOf(counters);
    this.taken = taken;
  }

  boolean isTaken() {
    return taken;
  }

  boolean hasToClose() {
    return taken && isChanged;
  }

  /** How often its entity has changed its machine. */
  int lives() {
    return lives;
  }

  void take(int life) {
    taken = true;
    lives = life;
  }

  void leave() {
    taken = false;
    nextWorkNanos = Long.MAX_VALUE;
  }

  /** When the entity has rows to take in or work to do. */
  long dueNanos() {
    return taken ? Math.min(arrivalNanos, nextWorkNanos) : Long.MAX_VALUE;
  }

  void arrive(BatchMail mail) {
    arrivals.add(mail);
    arrivalNanos = Math.min(arrivalNanos, mail.rows().timeNanos(0));
  }

  List<BatchMail> drainArrivals() {
    List<BatchMail> drained = arrivals;
    arrivals = new ArrayList<>();
    arrivalNanos = Long.MAX_VALUE;
    return drained;
  }

  /** A control message for an entity that is not here yet. */
  void await(Delivery delivery) {
    waiting.add(delivery);
  }

  List<Delivery> drainWaiting() {
    List<Delivery> drained = waiting;
    waiting = new ArrayList<>();
    return drained;
  }
}

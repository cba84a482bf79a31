package kagemusha.csv;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.kernel.entity.EntityId;

/**
 * What delays I/Os on their way through one host, beside the array, by guest and slot until they
 * are back. Times are net, that is less padding, so that differences are true durations.
 *
 * <p>The way through another host is measured from both ends: the asker's host adds the time from
 * there and back, the owner takes off the time that the I/O spent behind it. For a linked I/O it is
 * the declared cost that it was charged.
 */
final class Delays {
  private enum Way {
    STRAIGHT,
    AWAY,
    SERVED,
    DECLARED
  }

  private static final Way[] WAYS = Way.values();

  /** By slot. */
  private static final class OfGuest {
    byte[] ways = new byte[64];
    long[] nanos = new long[64];
    long[] holds = new long[64];

    void set(int slot, Way way, long value, long holdNanos) {
      if (slot >= ways.length) {
        int capacity = Math.max(slot + 1, 2 * ways.length);
        ways = Arrays.copyOf(ways, capacity);
        nanos = Arrays.copyOf(nanos, capacity);
        holds = Arrays.copyOf(holds, capacity);
      }
      ways[slot] = (byte) way.ordinal();
      nanos[slot] = value;
      holds[slot] = holdNanos;
    }
  }

  private final Map<EntityId, OfGuest> guests = new TreeMap<>();
  private long holdNanos;
  private long redirectNanos;

  /** An I/O of this host goes to another one, having waited here for {@code holdNanos}. */
  void away(EntityId guest, int slot, long netNanos, long holdNanos) {
    guest(guest).set(slot, Way.AWAY, netNanos, holdNanos);
  }

  /** An I/O of another host goes on, having waited here; the redirector is behind it. */
  void served(EntityId guest, int slot, long netNanos, long holdNanos) {
    guest(guest).set(slot, Way.SERVED, netNanos - holdNanos, holdNanos);
  }

  /** An I/O is charged the cost of a way through another host. */
  void declared(EntityId guest, int slot, long redirectNanos, long holdNanos) {
    guest(guest).set(slot, Way.DECLARED, redirectNanos, holdNanos);
  }

  /** An I/O of this host goes straight to the array, having waited here. */
  void held(EntityId guest, int slot, long holdNanos) {
    guest(guest).set(slot, Way.STRAIGHT, 0, holdNanos);
  }

  /** An I/O is lost on its way and will be repeated. */
  void forget(EntityId guest, int slot) {
    guest(guest).set(slot, Way.STRAIGHT, 0, 0);
  }

  /** An I/O is back: works out its delays so far. */
  void back(EntityId guest, IoCompletions batch, int row) {
    OfGuest known = guests.get(guest);
    int slot = IoTag.slot(batch.tag(row));
    holdNanos = batch.holdNanos(row);
    redirectNanos = 0;
    if (known == null || slot >= known.ways.length) {
      return;
    }
    long net = batch.timeNanos(row) - batch.padNanos(row);
    holdNanos += known.holds[slot];
    redirectNanos =
        switch (WAYS[known.ways[slot]]) {
          case STRAIGHT -> 0;
          case AWAY -> batch.redirectNanos(row) + net - known.nanos[slot];
          case SERVED -> known.nanos[slot] - net;
          case DECLARED -> known.nanos[slot];
        };
    known.set(slot, Way.STRAIGHT, 0, 0);
  }

  /** Of the I/O that came {@link #back} last: time that it was held, here and at the owner. */
  long holdNanos() {
    return holdNanos;
  }

  /** Of the I/O that came {@link #back} last: below zero until it has left the owner's host. */
  long redirectNanos() {
    return redirectNanos;
  }

  private OfGuest guest(EntityId guest) {
    return guests.computeIfAbsent(guest, id -> new OfGuest());
  }
}

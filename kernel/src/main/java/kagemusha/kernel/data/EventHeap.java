package kagemusha.kernel.data;

import java.util.Arrays;

/**
 * A queue of (time, payload) in primitive arrays: earliest first, equal times in order of
 * insertion. The payload is whatever its owner makes of a {@code long}: an index, a tag, a packed
 * pair.
 */
public final class EventHeap {
  private long[] times = new long[64];
  private long[] serials = new long[64];
  private long[] payloads = new long[64];
  private int size;
  private long nextSerial;

  public boolean isEmpty() {
    return size == 0;
  }

  public int size() {
    return size;
  }

  /** Time of the earliest entry, {@code Long.MAX_VALUE} if there is none. */
  public long nextNanos() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  /** Payload of the earliest entry, which must exist. */
  public long peek() {
    return payloads[0];
  }

  public void add(long timeNanos, long payload) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      serials = Arrays.copyOf(serials, size * 2);
      payloads = Arrays.copyOf(payloads, size * 2);
    }
    long serial = nextSerial++;
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (before(parent, timeNanos, serial)) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, timeNanos, serial, payload);
  }

  /** Removes the earliest entry and returns its payload; the heap must not be empty. */
  public long poll() {
    if (size == 0) {
      throw new IllegalStateException("the queue is empty");
    }
    final long result = payloads[0];
    size--;
    long time = times[size];
    long serial = serials[size];
    long payload = payloads[size];
    int hole = 0;
    while (true) {
      int child = 2 * hole + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && before(child + 1, times[child], serials[child])) {
        child++;
      }
      if (!before(child, time, serial)) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    put(hole, time, serial, payload);
    return result;
  }

  /** Moves all entries by the same time; their order stays. */
  public void shift(long nanos) {
    for (int i = 0; i < size; i++) {
      times[i] += nanos;
    }
  }

  private boolean before(int index, long timeNanos, long serial) {
    return times[index] < timeNanos || (times[index] == timeNanos && serials[index] < serial);
  }

  private void move(int from, int to) {
    put(to, times[from], serials[from], payloads[from]);
  }

  private void put(int index, long timeNanos, long serial, long payload) {
    times[index] = timeNanos;
    serials[index] = serial;
    payloads[index] = payload;
  }
}

package kagemusha.array.disk;

import java.util.Arrays;

/** A first-in first-out queue of {@code long} in a ring that grows and is never shrunk. */
public final class LongRing {
  private long[] values = new long[16];
  private int head;
  private int size;

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public void add(long value) {
    if (size == values.length) {
      grow();
    }
    values[(head + size) & (values.length - 1)] = value;
    size++;
  }

  /** The value at a distance from the front; 0 is the front itself. */
  public long get(int index) {
    return values[(head + index) & (values.length - 1)];
  }

  public void clear() {
    head = 0;
    size = 0;
  }

  /** The front, which must exist. */
  public long peek() {
    return values[head];
  }

  /** Removes the front. */
  public long poll() {
    if (size == 0) {
      throw new IllegalStateException("the ring is empty");
    }
    long value = values[head];
    head = (head + 1) & (values.length - 1);
    size--;
    return value;
  }

  private void grow() {
    long[] larger = Arrays.copyOf(values, values.length * 2);
    System.arraycopy(values, 0, larger, values.length, head);
    values = larger;
  }
}

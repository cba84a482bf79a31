package kagemusha.node;

import java.util.Arrays;

/** What is known of an I/O in flight, by slot; a growth is that of the disk before a write. */
final class Flights {
  long[] issuedNanos = new long[256];
  long[] padNanos = new long[256];
  long[] tags = new long[256];
  byte[] roles = new byte[256];
  boolean[] linked = new boolean[256];
  boolean[] writes = new boolean[256];
  int[] growthFor = new int[256];
  long[] guestHolds = new long[256];
  long[] blocks = new long[256];
  int[] sizes = new int[256];
  int[] versions = new int[256];
  boolean[] grown = new boolean[256];
  long[] growthNanos = new long[256];
  long[] growthHolds = new long[256];
  long[] growthRedirects = new long[256];
  boolean[] taken = new boolean[256];
  int[] free = new int[256];
  int freeCount;
  int used;

  int take() {
    int slot = freeCount > 0 ? free[--freeCount] : another();
    taken[slot] = true;
    return slot;
  }

  private int another() {
    if (used == tags.length) {
      int capacity = used * 2;
      issuedNanos = Arrays.copyOf(issuedNanos, capacity);
      padNanos = Arrays.copyOf(padNanos, capacity);
      tags = Arrays.copyOf(tags, capacity);
      roles = Arrays.copyOf(roles, capacity);
      linked = Arrays.copyOf(linked, capacity);
      writes = Arrays.copyOf(writes, capacity);
      growthFor = Arrays.copyOf(growthFor, capacity);
      guestHolds = Arrays.copyOf(guestHolds, capacity);
      blocks = Arrays.copyOf(blocks, capacity);
      sizes = Arrays.copyOf(sizes, capacity);
      versions = Arrays.copyOf(versions, capacity);
      grown = Arrays.copyOf(grown, capacity);
      growthNanos = Arrays.copyOf(growthNanos, capacity);
      growthHolds = Arrays.copyOf(growthHolds, capacity);
      growthRedirects = Arrays.copyOf(growthRedirects, capacity);
      taken = Arrays.copyOf(taken, capacity);
      free = Arrays.copyOf(free, capacity);
    }
    return used++;
  }

  void release(int slot) {
    if (slot >= used || !taken[slot]) {
      throw new IllegalStateException("slot " + slot + " has no I/O in flight");
    }
    taken[slot] = false;
    free[freeCount++] = slot;
  }

  int inFlight() {
    return used - freeCount;
  }
}

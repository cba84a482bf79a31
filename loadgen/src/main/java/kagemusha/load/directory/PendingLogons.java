package kagemusha.load.directory;

import kagemusha.load.columns.Columns;
import kagemusha.load.columns.SlotPool;

/** Users in service or waiting for it. */
final class PendingLogons {
  private final SlotPool slots = new SlotPool();
  private int[] clients = new int[Columns.INITIAL_ROWS];
  private long[] pads = new long[Columns.INITIAL_ROWS];
  private long[] tags = new long[Columns.INITIAL_ROWS];

  int open(int client, long padNanos, long tag) {
    int slot = slots.take();
    clients = Columns.fit(clients, slot);
    pads = Columns.fit(pads, slot);
    tags = Columns.fit(tags, slot);
    clients[slot] = client;
    pads[slot] = padNanos;
    tags[slot] = tag;
    return slot;
  }

  void close(int slot) {
    slots.release(slot);
  }

  int inUse() {
    return slots.inUse();
  }

  int client(int slot) {
    return clients[slot];
  }

  long padNanos(int slot) {
    return pads[slot];
  }

  long tag(int slot) {
    return tags[slot];
  }
}

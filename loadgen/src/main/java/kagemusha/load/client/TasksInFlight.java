package kagemusha.load.client;

import kagemusha.load.columns.Columns;
import kagemusha.load.columns.SlotPool;
import kagemusha.load.protocol.TaskKind;

/** Tasks that have been sent and not yet answered; the row's number is the task's tag. */
final class TasksInFlight {
  private final SlotPool slots = new SlotPool();
  private int[] users = new int[Columns.INITIAL_ROWS];
  private byte[] kinds = new byte[Columns.INITIAL_ROWS];
  private int[] messageBytes = new int[Columns.INITIAL_ROWS];
  private long[] sentNanos = new long[Columns.INITIAL_ROWS];
  private long sent;
  private long answered;

  int open(int user, TaskKind kind, int bytes, long timeNanos) {
    int slot = slots.take();
    users = Columns.fit(users, slot);
    kinds = Columns.fit(kinds, slot);
    messageBytes = Columns.fit(messageBytes, slot);
    sentNanos = Columns.fit(sentNanos, slot);
    users[slot] = user;
    kinds[slot] = kind.code();
    messageBytes[slot] = bytes;
    sentNanos[slot] = timeNanos;
    sent++;
    return slot;
  }

  void close(int slot) {
    slots.release(slot);
    answered++;
  }

  int inFlight() {
    return slots.inUse();
  }

  int user(int slot) {
    return users[slot];
  }

  TaskKind kind(int slot) {
    return TaskKind.of(kinds[slot]);
  }

  int messageBytes(int slot) {
    return messageBytes[slot];
  }

  long sentNanos(int slot) {
    return sentNanos[slot];
  }

  void invariant(String client) {
    if (sent - answered != inFlight()) {
      throw new IllegalStateException(
          client
              + " sent "
              + sent
              + " tasks, got "
              + answered
              + " answers, "
              + inFlight()
              + " are in flight");
    }
  }
}

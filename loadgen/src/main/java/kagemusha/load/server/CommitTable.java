package kagemusha.load.server;

import kagemusha.array.protocol.IoParts;
import kagemusha.load.columns.Columns;
import kagemusha.load.columns.SlotPool;
import kagemusha.load.protocol.CauseColumns;
import kagemusha.load.protocol.MailCauses;

/** Calls that wait for their log writes. */
final class CommitTable {
  private final SlotPool slots = new SlotPool();
  private int[] tasks = new int[Columns.INITIAL_ROWS];
  private long[] callNanos = new long[Columns.INITIAL_ROWS];
  private long[] elapsedNanos = new long[Columns.INITIAL_ROWS];
  private int[] writesLeft = new int[Columns.INITIAL_ROWS];
  private long[] slowestNanos = new long[Columns.INITIAL_ROWS];
  private long[] waitedNanos = new long[Columns.INITIAL_ROWS];
  private final CauseColumns callCauses = new CauseColumns();
  private final CauseColumns realCauses = new CauseColumns();
  private final CauseColumns slowestCauses = new CauseColumns();

  /**
   * A call of a task begins its log writes.
   *
   * @param of has the latency of the call so far
   * @param realNanos real duration of the task so far
   */
  int open(int task, TaskTable of, long realNanos, int writes) {
    int slot = slots.take();
    tasks = Columns.fit(tasks, slot);
    callNanos = Columns.fit(callNanos, slot);
    elapsedNanos = Columns.fit(elapsedNanos, slot);
    writesLeft = Columns.fit(writesLeft, slot);
    slowestNanos = Columns.fit(slowestNanos, slot);
    waitedNanos = Columns.fit(waitedNanos, slot);
    tasks[slot] = task;
    callNanos[slot] = of.callNanos[task];
    callCauses.clear(slot);
    callCauses.copy(slot, of.callCauses, task);
    realCauses.clear(slot);
    realCauses.copy(slot, of.elapsedCauses, task);
    realCauses.add(slot, of.callCauses, task);
    slowestCauses.clear(slot);
    elapsedNanos[slot] = realNanos;
    writesLeft[slot] = writes;
    slowestNanos[slot] = 0;
    waitedNanos[slot] = 0;
    return slot;
  }

  /** The log writes of a commit could only go to the disk after a wait. */
  void waited(int slot, long nanos) {
    waitedNanos[slot] = nanos;
  }

  /** A log write is done; true if it was the last of its call. */
  boolean written(int slot, long latencyNanos, IoParts parts) {
    if (latencyNanos > slowestNanos[slot]) {
      slowestNanos[slot] = latencyNanos;
      slowestCauses.clear(slot);
      slowestCauses.add(slot, parts);
    }
    return --writesLeft[slot] == 0;
  }

  /** The causes of {@link #latencyNanos}, in the same row; asked once. */
  CauseColumns latencyCauses(int slot) {
    return withWrites(slot, callCauses);
  }

  /** The causes of {@link #realNanos}, in the same row; asked once. */
  CauseColumns realCauses(int slot) {
    return withWrites(slot, realCauses);
  }

  private CauseColumns withWrites(int slot, CauseColumns causes) {
    causes.add(slot, MailCauses.FREEZE, waitedNanos[slot]);
    causes.add(slot, slowestCauses, slot);
    return causes;
  }

  void close(int slot) {
    slots.release(slot);
  }

  int inUse() {
    return slots.inUse();
  }

  int task(int slot) {
    return tasks[slot];
  }

  /** Latency of the call with its slowest log write, which the others overlap. */
  long latencyNanos(int slot) {
    return callNanos[slot] + waitedNanos[slot] + slowestNanos[slot];
  }

  /** Real duration of the task until the last log write of the call was done. */
  long realNanos(int slot) {
    return elapsedNanos[slot] + waitedNanos[slot] + slowestNanos[slot];
  }
}

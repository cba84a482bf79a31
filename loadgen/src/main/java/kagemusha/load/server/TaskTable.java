package kagemusha.load.server;

import kagemusha.array.protocol.IoParts;
import kagemusha.load.columns.Columns;
import kagemusha.load.columns.SlotPool;
import kagemusha.load.protocol.CauseColumns;
import kagemusha.load.protocol.MailCauses;
import kagemusha.load.protocol.MailTasks;
import kagemusha.load.protocol.TaskKind;

/** Tasks in the server, one row each; what they are and where they stand. */
final class TaskTable {
  private final SlotPool slots = new SlotPool();

  /** What the task is; set once. */
  private int[] clients = new int[Columns.INITIAL_ROWS];

  private int[] users = new int[Columns.INITIAL_ROWS];
  private byte[] kinds = new byte[Columns.INITIAL_ROWS];
  private int[] messageBytes = new int[Columns.INITIAL_ROWS];
  private long[] tags = new long[Columns.INITIAL_ROWS];

  /** Arrival less the padding until then: where the real durations count from. */
  private long[] origins = new long[Columns.INITIAL_ROWS];

  /** Where the task stands. */
  int[] call = new int[Columns.INITIAL_ROWS];

  /** Real duration from the origin to the start of the present call. */
  long[] elapsedNanos = new long[Columns.INITIAL_ROWS];

  /** Real duration from the origin to the latest end so far of any call with its log writes. */
  long[] endNanos = new long[Columns.INITIAL_ROWS];

  /** Latency of the present call so far. */
  long[] callNanos = new long[Columns.INITIAL_ROWS];

  /** The causes of the durations: of the present call, from the origin to it, to the latest end. */
  final CauseColumns callCauses = new CauseColumns();

  final CauseColumns elapsedCauses = new CauseColumns();
  final CauseColumns endCauses = new CauseColumns();

  /** Pages that the present call still waits for. */
  int[] readsLeft = new int[Columns.INITIAL_ROWS];

  /** Pages that have arrived before the call that wants them was due, and their latencies. */
  private int[] earlyReads = new int[Columns.INITIAL_ROWS];

  private final CauseColumns earlyCauses = new CauseColumns();

  /** Calls whose log writes are under way. */
  int[] openCommits = new int[Columns.INITIAL_ROWS];

  /** Sum of the latencies of the calls that have ended. */
  long[] serviceNanos = new long[Columns.INITIAL_ROWS];

  /** Whether the chain of page reads has been issued. */
  byte[] chained = new byte[Columns.INITIAL_ROWS];

  /** How long the server stood still while the task was open. */
  private long[] stillNanos = new long[Columns.INITIAL_ROWS];

  /** One past the highest slot that has been used. */
  private int end;

  /**
   * A new task.
   *
   * @param originNanos when it would have arrived without padding
   */
  int open(MailTasks batch, int row, int client, long originNanos) {
    int slot = slots.take();
    growTo(slot);
    clients[slot] = client;
    users[slot] = batch.user(row);
    kinds[slot] = batch.kind(row).code();
    messageBytes[slot] = batch.messageBytes(row);
    tags[slot] = batch.tag(row);
    origins[slot] = originNanos;
    stillNanos[slot] = 0;
    end = Math.max(end, slot + 1);
    call[slot] = 0;
    elapsedNanos[slot] = 0;
    endNanos[slot] = 0;
    earlyReads[slot] = 0;
    earlyCauses.clear(slot);
    callCauses.clear(slot);
    elapsedCauses.clear(slot);
    endCauses.clear(slot);
    openCommits[slot] = 0;
    serviceNanos[slot] = 0;
    chained[slot] = 0;
    return slot;
  }

  int earlyReads(int slot) {
    return earlyReads[slot];
  }

  void close(int slot) {
    slots.release(slot);
  }

  /** Keeps a page that has arrived before its call. */
  void keepEarly(int slot, IoParts parts) {
    earlyReads[slot]++;
    earlyCauses.add(slot, parts);
  }

  /**
   * Begins a call with its processor time and so many early pages, their share of all latencies.
   */
  void beginCall(int slot, long cpuNanos, int early) {
    callCauses.clear(slot);
    callCauses.add(slot, MailCauses.PROCESSOR, cpuNanos);
    if (early > 0) {
      earlyCauses.share(slot, early, earlyReads[slot], callCauses, slot);
      earlyReads[slot] -= early;
    }
    callNanos[slot] = callCauses.sumNanos(slot);
  }

  /** A page has come for the present call. */
  void read(int slot, long latencyNanos, IoParts parts) {
    callNanos[slot] += latencyNanos;
    callCauses.add(slot, parts);
    readsLeft[slot]--;
  }

  /** The task has lasted until the end of the present call, if nothing later is known. */
  void endCall(int slot, long realNanos) {
    if (realNanos > endNanos[slot]) {
      endNanos[slot] = realNanos;
      endCauses.copy(slot, elapsedCauses, slot);
      endCauses.add(slot, callCauses, slot);
    }
  }

  /** The causes of all of the task's duration, in the same row; asked once. */
  CauseColumns wholeCauses(int slot) {
    endCauses.add(slot, MailCauses.STANDSTILL, stillNanos[slot]);
    return endCauses;
  }

  /** The next call begins a turnaround after the present one. */
  void nextCall(int slot, long realNanos, long turnaroundNanos) {
    elapsedNanos[slot] = realNanos + turnaroundNanos;
    elapsedCauses.add(slot, callCauses, slot);
    elapsedCauses.add(slot, MailCauses.NETWORK, turnaroundNanos);
  }

  int inUse() {
    return slots.inUse();
  }

  int client(int slot) {
    return clients[slot];
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

  long tag(int slot) {
    return tags[slot];
  }

  /**
   * The padding at a moment that lies {@code realNanos} of real duration after the origin. What a
   * disk went on doing while the server stood still counts twice, so there may be none left.
   */
  long padNanos(int slot, long timeNanos, long realNanos) {
    long padding = timeNanos - origins[slot] - realNanos;
    return stillNanos[slot] != 0 ? Math.max(0, padding) : padding;
  }

  /** The server has stood still for so long; that is real for whoever waits for an answer. */
  void stoodStill(long nanos) {
    for (int slot = 0; slot < end; slot++) {
      origins[slot] += nanos;
      stillNanos[slot] += nanos;
    }
  }

  private void growTo(int slot) {
    clients = Columns.fit(clients, slot);
    users = Columns.fit(users, slot);
    kinds = Columns.fit(kinds, slot);
    messageBytes = Columns.fit(messageBytes, slot);
    tags = Columns.fit(tags, slot);
    origins = Columns.fit(origins, slot);
    call = Columns.fit(call, slot);
    elapsedNanos = Columns.fit(elapsedNanos, slot);
    endNanos = Columns.fit(endNanos, slot);
    callNanos = Columns.fit(callNanos, slot);
    readsLeft = Columns.fit(readsLeft, slot);
    earlyReads = Columns.fit(earlyReads, slot);
    openCommits = Columns.fit(openCommits, slot);
    serviceNanos = Columns.fit(serviceNanos, slot);
    chained = Columns.fit(chained, slot);
    stillNanos = Columns.fit(stillNanos, slot);
  }
}

package kagemusha.load.client;

import java.util.function.Consumer;
import kagemusha.kernel.counter.Statistic;
import kagemusha.load.columns.Columns;
import kagemusha.load.columns.SlotPool;
import kagemusha.load.protocol.TaskKind;

/**
 * Tasks that have been sent and not yet answered. A task's tag is the number of its row with that
 * of its use above it, so that an answer that comes after all is not taken for another's.
 */
final class TasksInFlight {
  private static final String LOAD = "LoadGen";

  private final SlotPool slots = new SlotPool();
  private int[] users = new int[Columns.INITIAL_ROWS];
  private byte[] kinds = new byte[Columns.INITIAL_ROWS];
  private int[] messageBytes = new int[Columns.INITIAL_ROWS];
  private long[] sentNanos = new long[Columns.INITIAL_ROWS];
  private int[] uses = new int[Columns.INITIAL_ROWS];
  private long sent;
  private long closed;
  private long answered;
  private long late;

  long open(int user, TaskKind kind, int bytes, long timeNanos) {
    int slot = slots.take();
    users = Columns.fit(users, slot);
    kinds = Columns.fit(kinds, slot);
    messageBytes = Columns.fit(messageBytes, slot);
    sentNanos = Columns.fit(sentNanos, slot);
    users[slot] = user;
    kinds[slot] = kind.code();
    messageBytes[slot] = bytes;
    sentNanos[slot] = timeNanos;
    uses = Columns.fit(uses, slot);
    sent++;
    return (long) ++uses[slot] << Integer.SIZE | slot;
  }

  /** Whether the task has neither been answered nor given up. */
  boolean isOpen(long tag) {
    return uses[(int) tag] == (int) (tag >>> Integer.SIZE);
  }

  void answered(long tag) {
    close(tag);
    answered++;
  }

  /** An answer has come to a task that is not open: nobody waits for it any more. */
  void late() {
    late++;
  }

  /** Nobody waits for an answer any more. */
  void giveUp(long tag) {
    close(tag);
  }

  private void close(long tag) {
    slots.release((int) tag);
    uses[(int) tag]++;
    closed++;
  }

  int inFlight() {
    return slots.inUse();
  }

  int user(long tag) {
    return users[(int) tag];
  }

  TaskKind kind(long tag) {
    return TaskKind.of(kinds[(int) tag]);
  }

  int messageBytes(long tag) {
    return messageBytes[(int) tag];
  }

  long sentNanos(long tag) {
    return sentNanos[(int) tag];
  }

  void summarise(String client, Consumer<Statistic> report) {
    report.accept(new Statistic(LOAD, client, "sent tasks", sent));
    report.accept(new Statistic(LOAD, client, "answered tasks", answered));
    report.accept(new Statistic(LOAD, client, "failed tasks", givenUp()));
    report.accept(new Statistic(LOAD, client, "late answers", late));
  }

  private long givenUp() {
    return closed - answered;
  }

  /** Nothing is lost, and nothing is answered twice: a late answer is that of a task given up. */
  void invariant(String client) {
    if (late > givenUp()) {
      throw new IllegalStateException(
          "%s: %d answers came to tasks that were not waited for, of which there are %d"
              .formatted(client, late, givenUp()));
    }
    if (sent - closed != inFlight()) {
      throw new IllegalStateException(
          client
              + " sent "
              + sent
              + " tasks, "
              + closed
              + " were answered or given up, "
              + inFlight()
              + " are in flight");
    }
  }
}

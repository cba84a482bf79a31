package kagemusha.kernel.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Batches that wait for their entity, read row by row in the order (time, sender, arrival). Use:
 * {@code while (inbox.next(until)) use(inbox.batch(), inbox.row());}
 */
public final class Inbox<B extends Batch> {
  private static final class Cursor<B> {
    final B batch;
    final String sender;
    int row;

    Cursor(String sender, B batch) {
      this.batch = batch;
      this.sender = sender;
    }
  }

  private final List<Cursor<B>> cursors = new ArrayList<>();
  private Cursor<B> current;
  private int row;

  /** Adds a batch; empty ones vanish. Batches of equal times are read in the order of senders. */
  public void add(String sender, B batch) {
    if (batch.size() == 0) {
      return;
    }
    int at = cursors.size();
    while (at > 0 && cursors.get(at - 1).sender.compareTo(sender) > 0) {
      at--;
    }
    cursors.add(at, new Cursor<>(sender, batch));
  }

  /** Moves to the next row due before {@code untilNanos}; false if there is none. */
  public boolean next(long untilNanos) {
    Cursor<B> best = null;
    long bestTime = untilNanos;
    for (int i = 0; i < cursors.size(); i++) {
      Cursor<B> cursor = cursors.get(i);
      long time = cursor.batch.timeNanos(cursor.row);
      if (time < bestTime) {
        best = cursor;
        bestTime = time;
      }
    }
    if (best == null) {
      return false;
    }
    current = best;
    row = best.row++;
    if (best.row == best.batch.size()) {
      cursors.remove(best);
    }
    return true;
  }

  /**
   * Moves on to the next row of the batch in hand, whatever its time; false if that was the last
   * one. For rows that belong together.
   */
  public boolean follow() {
    if (row + 1 == current.batch.size()) {
      return false;
    }
    row = current.row++;
    if (current.row == current.batch.size()) {
      cursors.remove(current);
    }
    return true;
  }

  /** How many rows wait that are due before {@code untilNanos}. */
  public int waiting(long untilNanos) {
    int count = 0;
    for (Cursor<B> cursor : cursors) {
      for (int i = cursor.row; i < cursor.batch.size(); i++) {
        count += cursor.batch.timeNanos(i) < untilNanos ? 1 : 0;
      }
    }
    return count;
  }

  public B batch() {
    return current.batch;
  }

  public int row() {
    return row;
  }

  /** Who sent the batch in hand. */
  public String sender() {
    return current.sender;
  }

  /** Time of the earliest waiting row, {@code Long.MAX_VALUE} if none. */
  public long nextNanos() {
    long next = Long.MAX_VALUE;
    for (int i = 0; i < cursors.size(); i++) {
      Cursor<B> cursor = cursors.get(i);
      next = Math.min(next, cursor.batch.timeNanos(cursor.row));
    }
    return next;
  }
}

package kagemusha.array;

import kagemusha.array.protocol.IoBatch;
import kagemusha.kernel.data.Batch;

/** Host I/Os on hand, together with where their completions are collected. */
record QueuedBatch(IoBatch rows, Outbox.Route route) implements Batch {
  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public long timeNanos(int row) {
    return rows.timeNanos(row);
  }

  @Override
  public long wireBytes(int row) {
    return rows.wireBytes(row);
  }

  @Override
  public QueuedBatch arriving(long[] arrivalNanos, long addedPadNanos) {
    return new QueuedBatch(rows.arriving(arrivalNanos, addedPadNanos), route);
  }

  boolean hasLinkAfter(int row) {
    return row + 1 < rows.size() && rows.isLinked(row + 1);
  }
}

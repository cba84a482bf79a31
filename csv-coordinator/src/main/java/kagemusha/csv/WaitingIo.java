package kagemusha.csv;

import kagemusha.array.protocol.IoBatch;

/**
 * A row that goes on later, or that may have to be repeated.
 *
 * @param writes whether its chain has a write in it
 * @param local whether it comes from a guest of this host
 * @param alone whether the row that it is linked to is not repeated with it
 * @param sinceNanos when its present wait began
 * @param padNanos padding by then
 * @param heldNanos true length of the waits before
 */
record WaitingIo(
    IoBatch batch,
    int row,
    boolean writes,
    boolean local,
    boolean alone,
    long sinceNanos,
    long padNanos,
    long heldNanos) {
  /** The same, having waited until now; so much of it was artificial and becomes padding. */
  WaitingIo until(long nowNanos, long artificialNanos) {
    long waited = nowNanos - sinceNanos;
    long artificial = Math.min(waited, artificialNanos);
    return new WaitingIo(
        batch,
        row,
        writes,
        local,
        alone,
        nowNanos,
        padNanos + artificial,
        heldNanos + waited - artificial);
  }

  /** The same, which no more follows another row. */
  WaitingIo apart() {
    return new WaitingIo(batch, row, writes, local, true, sinceNanos, padNanos, heldNanos);
  }

  int lu() {
    return batch.lu(row);
  }

  boolean isLinked() {
    return batch.isLinked(row) && !alone;
  }

  /** Whether it is the row right behind another one of the same batch. */
  boolean follows(WaitingIo other) {
    return batch == other.batch && row == other.row + 1;
  }
}

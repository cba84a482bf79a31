package kagemusha.array.pair;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.IoBatch;

/** What is being copied; once it is stored, both sides are equal there. */
final class CopyPiece {
  private final long firstBlock;
  private final int blocks;
  private final boolean urgent;
  private final List<Integer> writes = new ArrayList<>();
  private boolean stored;

  /**
   * A piece that has not been read yet.
   *
   * @param urgent whether a write waits for it, so that neither pace nor depth holds it back
   */
  CopyPiece(long firstBlock, int blocks, boolean urgent) {
    this.firstBlock = firstBlock;
    this.blocks = blocks;
    this.urgent = urgent;
  }

  long firstBlock() {
    return firstBlock;
  }

  int blocks() {
    return blocks;
  }

  long bytes() {
    return (long) blocks * IoBatch.BLOCK_BYTES;
  }

  boolean isUrgent() {
    return urgent;
  }

  boolean isStored() {
    return stored;
  }

  /** Whether a part of a range is still on its way in this piece. */
  boolean holdsUp(long first, long length) {
    return !stored && first < firstBlock + blocks && firstBlock < first + length;
  }

  /** A write waits until the piece is stored. */
  void awaitedBy(int write) {
    writes.add(write);
  }

  /** The writes that have waited; they do so no more. */
  List<Integer> release() {
    List<Integer> released = List.copyOf(writes);
    writes.clear();
    return released;
  }

  void store() {
    stored = true;
  }
}

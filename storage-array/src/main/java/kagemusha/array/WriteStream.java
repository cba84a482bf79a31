package kagemusha.array;

import java.util.ArrayDeque;
import java.util.Arrays;
import kagemusha.array.protocol.ControllerCommand.OpenWrite;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;

/**
 * The writing side of a stream: which write is next and how much is written. It knows nothing of
 * time except what it is told.
 */
final class WriteStream {
  /** A row as it came. */
  private record Row(long firstBlock, int blocks, int bytes, int[] versions) {}

  private final OpenWrite order;
  private final ManagedLu lu;
  private final long padNanos;
  private final ArrayDeque<Row> rows = new ArrayDeque<>();
  private final StreamAcks.Builder acks = new StreamAcks.Builder();
  private boolean busy;
  private boolean closed;
  private int offset;
  private int length;
  private long startNanos;
  private long writtenBytes;

  WriteStream(OpenWrite order, ManagedLu lu, long padNanos) {
    this.order = order;
    this.lu = lu;
    this.padNanos = padNanos;
  }

  OpenWrite order() {
    return order;
  }

  ManagedLu lu() {
    return lu;
  }

  long padNanos() {
    return padNanos;
  }

  /** What is wrong with a row, or an empty text. */
  String objection(StreamRows batch, int row) {
    int blocks = blocks(batch.bytes(row));
    if (!lu.volume().contains(batch.firstBlock(row), blocks)) {
      return "LU %s of %d blocks has no %d bytes at block %d"
          .formatted(
              lu.volume().name(), lu.volume().blocks(), batch.bytes(row), batch.firstBlock(row));
    }
    int[] versions = batch.versions(row);
    return versions == null || versions.length == blocks
        ? ""
        : versions.length + " versions for " + blocks + " blocks";
  }

  void add(StreamRows batch, int row) {
    int bytes = batch.bytes(row);
    rows.add(new Row(batch.firstBlock(row), blocks(bytes), bytes, batch.versions(row)));
  }

  private static int blocks(int bytes) {
    return (bytes + IoBatch.BLOCK_BYTES - 1) / IoBatch.BLOCK_BYTES;
  }

  /** Begins the next write if there is one and none is under way; a write is at most a page. */
  boolean begin(long nowNanos) {
    if (busy || closed || rows.isEmpty()) {
      return false;
    }
    busy = true;
    startNanos = nowNanos;
    length = Math.min(rows.peek().blocks() - offset, lu.volume().pool().pageBlocks());
    return true;
  }

  boolean isBusy() {
    return busy;
  }

  /** First block of the write under way. */
  long firstBlock() {
    return rows.peek().firstBlock() + offset;
  }

  /** Blocks of the write under way. */
  int blocks() {
    return length;
  }

  long startNanos() {
    return startNanos;
  }

  /** The write under way is in the cache: the volume has its content. */
  void store() {
    int[] all = rows.peek().versions();
    int[] part = all == null ? null : Arrays.copyOfRange(all, offset, offset + length);
    lu.volume().versions().writeAll(firstBlock(), length, part);
  }

  /** The write under way is complete; with the last of a row the row is acknowledged. */
  void done(long nowNanos) {
    busy = false;
    offset += length;
    if (offset == rows.peek().blocks()) {
      writtenBytes += rows.poll().bytes();
      offset = 0;
      acks.add(nowNanos, writtenBytes);
    }
  }

  /** Nothing more is begun; a write under way ends. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Acknowledgements that have not been sent yet. */
  StreamAcks.Builder acks() {
    return acks;
  }
}

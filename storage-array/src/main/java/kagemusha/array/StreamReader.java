package kagemusha.array;

import java.util.ArrayDeque;
import java.util.List;
import kagemusha.array.disk.LongRing;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.StreamRows;
import kagemusha.array.protocol.VersionDigest;
import kagemusha.array.volume.Chunks;
import kagemusha.array.volume.Snapshot;

/**
 * The reading side of a stream: which read is next, within depth and grant, and which pieces are
 * complete, in order of address. It knows nothing of time except what it is told.
 *
 * <pre>
 * Reading  --depth or grant used up--> Held  --read done or grant--> Reading
 * Reading  --last read issued--> Draining  --last piece complete--> Ended
 * </pre>
 */
final class StreamReader {
  /** A part of an extent within one chunk, sent in one row. */
  private static final class Piece {
    final long firstBlock;
    final int blocks;
    int missing;

    Piece(long firstBlock, int blocks) {
      this.firstBlock = firstBlock;
      this.blocks = blocks;
      this.missing = blocks;
    }
  }

  private final OpenStream order;
  private final ManagedLu lu;
  private final Snapshot snapshot;
  private final int readBlocks;
  private final long[] readFirst;
  private final int[] readLength;
  private final long[] readLimit;
  private final long[] readStart;
  private final Piece[] readPiece;
  private final LongRing freeReads = new LongRing();
  private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
  private final StreamRows.Builder rows = new StreamRows.Builder();
  private final VersionDigest digest = new VersionDigest();
  private final long padNanos;
  private long fetchedUntil;
  private long fetchedNanos;
  private long hostReadsSeen;
  private int extent;
  private long nextBlock;
  private long grantedBytes;
  private long issuedBytes;
  private long sentBytes;

  StreamReader(OpenStream order, ManagedLu lu, Snapshot snapshot, long padNanos) {
    this.order = order;
    this.lu = lu;
    this.snapshot = snapshot;
    this.readBlocks = order.readBytes() / IoBatch.BLOCK_BYTES;
    this.readFirst = new long[order.depth()];
    this.readLength = new int[order.depth()];
    this.readLimit = new long[order.depth()];
    this.readStart = new long[order.depth()];
    this.readPiece = new Piece[order.depth()];
    for (int read = 0; read < order.depth(); read++) {
      freeReads.add(read);
    }
    this.nextBlock = order.extents().isEmpty() ? 0 : order.extents().get(0).firstBlock();
    this.grantedBytes = order.grantedBytes();
    this.padNanos = padNanos;
    this.hostReadsSeen = lu.hostReads().count();
  }

  OpenStream order() {
    return order;
  }

  ManagedLu lu() {
    return lu;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** Lets the stream go on; grants are totals, and a smaller one changes nothing. */
  void grant(long totalBytes) {
    grantedBytes = Math.max(grantedBytes, totalBytes);
  }

  /** Begins the next read and returns its number, or -1 if depth, grant or extents say no. */
  int issue(long nowNanos) {
    if (freeReads.isEmpty() || extent == order.extents().size()) {
      return -1;
    }
    Extent here = order.extents().get(extent);
    long extentEnd = here.firstBlock() + here.blocks();
    long pieceEnd = Math.min(extentEnd, Chunks.endOf(nextBlock));
    int length = (int) Math.min(readBlocks, pieceEnd - nextBlock);
    if (issuedBytes + bytes(length) > grantedBytes) {
      return -1;
    }
    if (nextBlock == here.firstBlock() || nextBlock % Chunks.BLOCKS == 0) {
      pieces.add(new Piece(nextBlock, (int) (pieceEnd - nextBlock)));
    }
    int read = (int) freeReads.poll();
    readFirst[read] = nextBlock;
    readLength[read] = length;
    readLimit[read] = extentEnd;
    readStart[read] = nowNanos;
    readPiece[read] = pieces.getLast();
    issuedBytes += bytes(length);
    step(nextBlock + length, extentEnd);
    return read;
  }

  private void step(long block, long extentEnd) {
    nextBlock = block;
    if (block == extentEnd && ++extent < order.extents().size()) {
      nextBlock = order.extents().get(extent).firstBlock();
    }
  }

  long firstBlock(int read) {
    return readFirst[read];
  }

  int blocks(int read) {
    return readLength[read];
  }

  /**
   * Reads from cache and disks, as much at once as the front end says; a read that an earlier one
   * has prefetched waits for that. Returns when the data is there.
   */
  long fetch(long nowNanos, int read, FrontEnd frontEnd) {
    long until = readFirst[read] + readLength[read];
    if (until <= fetchedUntil) {
      return Math.max(nowNanos, fetchedNanos);
    }
    boolean straddles = readFirst[read] < fetchedUntil;
    long from = straddles ? fetchedUntil : readFirst[read];
    long before = straddles ? fetchedNanos : nowNanos;
    fetchedUntil = Math.max(until, Math.min(readLimit[read], from + prefetchBlocks(frontEnd)));
    int blocks = (int) (fetchedUntil - from);
    fetchedNanos = lu.cached().readRun(nowNanos, snapshot, from, blocks);
    return Math.max(before, Math.max(nowNanos, fetchedNanos));
  }

  private int prefetchBlocks(FrontEnd frontEnd) {
    long hostReads = lu.hostReads().count();
    boolean shared = hostReads != hostReadsSeen;
    hostReadsSeen = hostReads;
    return Math.min(
        frontEnd.prefetchBlocks(shared), order.prefetchLimitBytes() / IoBatch.BLOCK_BYTES);
  }

  long startNanos(int read) {
    return readStart[read];
  }

  /** A read is complete; pieces that are complete with it and before it become rows. */
  void done(long nowNanos, int read) {
    readPiece[read].missing -= readLength[read];
    readPiece[read] = null;
    freeReads.add(read);
    while (!pieces.isEmpty() && pieces.peek().missing == 0) {
      emit(nowNanos, pieces.poll());
    }
  }

  private void emit(long nowNanos, Piece piece) {
    int[] versions = snapshot.versions().range(piece.firstBlock, piece.blocks);
    digest.add(piece.firstBlock, piece.blocks, versions);
    rows.add(nowNanos, padNanos, piece.firstBlock, (int) bytes(piece.blocks), versions);
    sentBytes += bytes(piece.blocks);
  }

  /** Complete pieces that have not been sent yet. */
  StreamRows.Builder rows() {
    return rows;
  }

  boolean isEnded() {
    return extent == order.extents().size() && pieces.isEmpty();
  }

  long sentBytes() {
    return sentBytes;
  }

  long digest() {
    return digest.value();
  }

  /** The digest that a stream of these extents has at its end. */
  static long digest(Snapshot snapshot, List<Extent> extents) {
    VersionDigest digest = new VersionDigest();
    for (Extent extent : extents) {
      long end = extent.firstBlock() + extent.blocks();
      long block = extent.firstBlock();
      while (block < end) {
        long cut = Math.min(end, Chunks.endOf(block));
        int blocks = (int) (cut - block);
        digest.add(block, blocks, snapshot.versions().range(block, blocks));
        block = cut;
      }
    }
    return digest.value();
  }

  /** Padding gathered up to the order, and so by all that follows from it. */
  long padNanos() {
    return padNanos;
  }

  /** Throws if more was read than granted. */
  void invariant() {
    if (issuedBytes > grantedBytes && issuedBytes > 0) {
      throw new IllegalStateException(
          "stream %s has read %d of %d granted bytes"
              .formatted(order.stream(), issuedBytes, grantedBytes));
    }
  }

  /** What is wrong with an order, or an empty text. */
  static String objection(OpenStream order) {
    if (order.depth() < 1) {
      return "the depth is " + order.depth() + "; allowed is 1 or more";
    }
    if (order.readBytes() < 1 || order.readBytes() % IoBatch.BLOCK_BYTES != 0) {
      return "a read is " + order.readBytes() + " bytes; allowed are multiples of 16384";
    }
    return "";
  }

  private static long bytes(long blocks) {
    return blocks * IoBatch.BLOCK_BYTES;
  }
}

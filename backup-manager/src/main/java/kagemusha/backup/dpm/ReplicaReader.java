package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.StreamRows;

/**
 * Reads a disk of a replica or a recovery point piece by piece, never more than a window ahead of
 * what the agent has acknowledged. What is read leaves as checksums or as content. Blocks that are
 * not here are known to be zeros: they take no time and are not counted as moved.
 */
final class ReplicaReader {
  private final DiskImage image;
  private final long shift;
  private final List<Extent> extents;
  private final List<Pieces.Piece> pieces;
  private final long windowBytes;
  private final Access access;
  private final List<Pieces.Piece> read = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private int next;
  private long sentBytes;
  private long acknowledgedBytes;
  private long pendingNanos = Long.MAX_VALUE;

  /** When a piece that is wanted at a time has been read. */
  interface Access {
    long done(long atNanos, long bytes);
  }

  /**
   * @param shift block of the LU at the start of the virtual disk
   * @param extents what is read, counted in the LU
   */
  ReplicaReader(
      DiskImage image, long shift, List<Extent> extents, long windowBytes, Access access) {
    this.image = image;
    this.shift = shift;
    this.extents = List.copyOf(extents);
    this.pieces = Pieces.of(extents);
    this.windowBytes = windowBytes;
    this.access = access;
  }

  List<Extent> extents() {
    return extents;
  }

  long bytes() {
    return pieces.stream().mapToLong(Pieces.Piece::bytes).sum();
  }

  long nextNanos() {
    return pendingNanos;
  }

  boolean isDone() {
    return next == pieces.size();
  }

  /** Begins, or goes on if an acknowledgement has made room. */
  void pull(long atNanos) {
    if (pendingNanos == Long.MAX_VALUE
        && !isDone()
        && sentBytes + pieces.get(next).bytes() <= acknowledgedBytes + windowBytes) {
      Pieces.Piece piece = pieces.get(next);
      pendingNanos = access.done(atNanos, presentBytes(piece.firstBlock(), piece.bytes()));
    }
  }

  void acknowledged(long atNanos, long bytes) {
    acknowledgedBytes = Math.max(acknowledgedBytes, bytes);
    pull(atNanos);
  }

  /** Takes in the piece that has been read at {@link #nextNanos}, and goes on. */
  void step() {
    long at = pendingNanos;
    pendingNanos = Long.MAX_VALUE;
    Pieces.Piece piece = pieces.get(next++);
    sentBytes += piece.bytes();
    read.add(piece);
    times.add(at);
    pull(at);
  }

  boolean hasRead() {
    return !read.isEmpty();
  }

  /** Of a piece what the image holds. */
  long presentBytes(long firstBlock, long bytes) {
    return image.presentBlocks(firstBlock - shift, bytes / IoBatch.BLOCK_BYTES)
        * IoBatch.BLOCK_BYTES;
  }

  private int[] versions(Pieces.Piece piece) {
    return image.range(piece.firstBlock() - shift, piece.blocks());
  }

  /** The content that has been read since the last call. */
  StreamRows content(String stream) {
    StreamRows.Builder rows = new StreamRows.Builder();
    for (int i = 0; i < read.size(); i++) {
      Pieces.Piece piece = read.get(i);
      rows.add(times.get(i), 0, piece.firstBlock(), (int) piece.bytes(), versions(piece));
    }
    read.clear();
    times.clear();
    return rows.build(stream);
  }

  /**
   * The checksums of what has been read since the last call.
   *
   * @param absentAsZeros whether a block that is not here is one of zeros, as a restore writes it
   */
  ChecksumRows checksums(String stream, boolean absentAsZeros) {
    int size = read.size();
    int[] bytes = new int[size];
    int[][] versions = new int[size][];
    int[][] absent = new int[size][];
    for (int i = 0; i < size; i++) {
      Pieces.Piece piece = read.get(i);
      bytes[i] = (int) piece.bytes();
      versions[i] = versions(piece);
      absent[i] = absentAsZeros ? null : image.absent(piece.firstBlock() - shift, piece.blocks());
    }
    ChecksumRows rows =
        new ChecksumRows(
            stream,
            times.stream().mapToLong(Long::longValue).toArray(),
            read.stream().mapToLong(Pieces.Piece::firstBlock).toArray(),
            bytes,
            versions,
            absent);
    read.clear();
    times.clear();
    return rows;
  }
}

package kagemusha.backup;

import java.util.TreeMap;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.VersionDigest;

/** One disk of a replica on the DPM server: what was written where, as versions of blocks. */
final class ReplicaVolume {
  private record Piece(int blocks, int[] versions) {}

  /** Pieces by their first block; a piece is at most 2 MiB. */
  private final TreeMap<Long, Piece> pieces = new TreeMap<>();

  private long bytes;

  void write(long firstBlock, int pieceBytes, int[] versions) {
    Piece old = pieces.put(firstBlock, new Piece(blocks(pieceBytes), versions));
    bytes += pieceBytes - (old == null ? 0L : (long) old.blocks() * IoBatch.BLOCK_BYTES);
  }

  private static int blocks(int pieceBytes) {
    return (pieceBytes + IoBatch.BLOCK_BYTES - 1) / IoBatch.BLOCK_BYTES;
  }

  long bytes() {
    return bytes;
  }

  /** The digest of what is stored, to be compared with the digest of what was read. */
  long digest() {
    VersionDigest digest = new VersionDigest();
    pieces.forEach((first, piece) -> digest.add(first, piece.blocks(), piece.versions()));
    return digest.value();
  }
}

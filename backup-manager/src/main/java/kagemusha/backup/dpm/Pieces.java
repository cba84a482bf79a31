package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.StreamRows;

/**
 * Extents of a LU cut as the array cuts its streams: at every multiple of 2 MiB of the LU. Server,
 * agent and array so speak of the same pieces, and their digests can be compared.
 */
final class Pieces {
  /** A piece; {@code firstBlock} counts in the LU. */
  record Piece(long firstBlock, int blocks) {
    long bytes() {
      return (long) blocks * IoBatch.BLOCK_BYTES;
    }
  }

  private Pieces() {}

  static List<Piece> of(List<Extent> extents) {
    List<Piece> pieces = new ArrayList<>();
    for (Extent extent : extents) {
      long end = extent.firstBlock() + extent.blocks();
      long block = extent.firstBlock();
      while (block < end) {
        long cut = Math.min(end, endOf(block));
        pieces.add(new Piece(block, (int) (cut - block)));
        block = cut;
      }
    }
    return pieces;
  }

  private static long endOf(long block) {
    return (block / StreamRows.PIECE_BLOCKS + 1) * StreamRows.PIECE_BLOCKS;
  }

  static long blocks(List<Extent> extents) {
    return extents.stream().mapToLong(Extent::blocks).sum();
  }
}

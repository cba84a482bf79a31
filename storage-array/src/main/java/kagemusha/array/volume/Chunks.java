package kagemusha.array.volume;

import kagemusha.array.protocol.StreamRows;

/** The unit in which block versions are kept, shared and streamed: 2 MiB, 128 blocks of 16 KiB. */
public final class Chunks {
  /** Blocks in a chunk. */
  public static final int BLOCKS = StreamRows.PIECE_BLOCKS;

  private Chunks() {}

  static int of(long block) {
    return (int) (block / BLOCKS);
  }

  static int count(long blocks) {
    return (int) ((blocks + BLOCKS - 1) / BLOCKS);
  }

  /** The first block behind the chunk in which a block lies. */
  public static long endOf(long block) {
    return (block / BLOCKS + 1) * BLOCKS;
  }
}

package kagemusha.array.volume;

import java.util.Arrays;

/**
 * The chunks of a volume. Most of a large volume is never written, so they are kept in pages that
 * come into being with their first chunk. A chunk is owned, and may be changed, or it is shared and
 * is copied before it is changed.
 */
final class ChunkTable {
  /** A page has 256 chunks, which are 512 MiB. */
  private static final int PAGE_BITS = 8;

  private static final int PAGE = 1 << PAGE_BITS;
  private static final int WITHIN = PAGE - 1;

  private final int[][][] chunks;
  private final boolean[][] owned;

  /** No chunks yet; all versions are zero. */
  ChunkTable(long blocks) {
    this((Chunks.count(blocks) + PAGE - 1) >>> PAGE_BITS);
  }

  private ChunkTable(int pages) {
    chunks = new int[pages][][];
    owned = new boolean[pages][];
  }

  /** A chunk, not to be changed; null if all its versions are zero. */
  int[] get(int chunk) {
    int[][] page = chunks[chunk >>> PAGE_BITS];
    return page == null ? null : page[chunk & WITHIN];
  }

  int version(long block) {
    int[] chunk = get(Chunks.of(block));
    return chunk == null ? 0 : chunk[(int) (block % Chunks.BLOCKS)];
  }

  /** The versions of a range within one chunk; null if all are zero. Not to be changed. */
  int[] range(long firstBlock, int blocks) {
    int[] chunk = get(Chunks.of(firstBlock));
    if (chunk == null || blocks == Chunks.BLOCKS) {
      return chunk;
    }
    int from = (int) (firstBlock % Chunks.BLOCKS);
    return Arrays.copyOfRange(chunk, from, from + blocks);
  }

  /** A chunk that may be changed. */
  int[] writable(int chunk) {
    int page = pageWith(chunk);
    int within = chunk & WITHIN;
    if (!owned[page][within]) {
      int[] shared = chunks[page][within];
      chunks[page][within] = shared == null ? new int[Chunks.BLOCKS] : shared.clone();
      owned[page][within] = true;
    }
    return chunks[page][within];
  }

  private int pageWith(int chunk) {
    int page = chunk >>> PAGE_BITS;
    if (chunks[page] == null) {
      chunks[page] = new int[PAGE][];
      owned[page] = new boolean[PAGE];
    }
    return page;
  }

  /** From now on a chunk is the same as that of another table. */
  void share(int chunk, ChunkTable with) {
    int page = pageWith(chunk);
    chunks[page][chunk & WITHIN] = with.get(chunk);
    owned[page][chunk & WITHIN] = false;
    with.disown(chunk);
  }

  /** Somebody else has a chunk now, which must stay as it is. */
  void disown(int chunk) {
    boolean[] page = owned[chunk >>> PAGE_BITS];
    if (page != null) {
      page[chunk & WITHIN] = false;
    }
  }

  /** A table of the same chunks, which are shared. */
  ChunkTable copy() {
    ChunkTable copy = new ChunkTable(chunks.length);
    for (int page = 0; page < chunks.length; page++) {
      if (chunks[page] != null) {
        Arrays.fill(owned[page], false);
        copy.chunks[page] = chunks[page].clone();
        copy.owned[page] = new boolean[PAGE];
      }
    }
    return copy;
  }

  /** The first block from {@code from} on, below {@code until}, in which two differ; or -1. */
  long nextDifference(ChunkTable other, long from, long until) {
    long block = from;
    while (block < until) {
      int chunk = Chunks.of(block);
      if (isEmptyAround(chunk) && other.isEmptyAround(chunk)) {
        block = (long) ((chunk | WITHIN) + 1) * Chunks.BLOCKS;
      } else if (get(chunk) == other.get(chunk)) {
        block = Chunks.endOf(block);
      } else if (version(block) != other.version(block)) {
        return block;
      } else {
        block++;
      }
    }
    return -1;
  }

  private boolean isEmptyAround(int chunk) {
    return chunks[chunk >>> PAGE_BITS] == null;
  }
}

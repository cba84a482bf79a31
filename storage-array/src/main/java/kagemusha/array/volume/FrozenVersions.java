package kagemusha.array.volume;

/**
 * The versions of a volume's blocks at one moment; chunks are shared with the volume. Only the
 * snapshot that has them may change them, when it is reverted to an older one.
 */
public final class FrozenVersions {
  private final int[][] chunks;
  private final boolean[] owned;

  FrozenVersions(int[][] chunks) {
    this.chunks = chunks;
    this.owned = new boolean[chunks.length];
  }

  /** The versions of a range within one chunk; null if all are zero. Not to be changed. */
  public int[] range(long firstBlock, int blocks) {
    // What has been given away must stay as it is.
    owned[Chunks.of(firstBlock)] = false;
    return Chunks.range(chunks, firstBlock, blocks);
  }

  public int version(long block) {
    int[] chunk = chunks[Chunks.of(block)];
    return chunk == null ? 0 : chunk[(int) (block % Chunks.BLOCKS)];
  }

  /** The first block from {@code from} on, below {@code until}, in which two differ; or -1. */
  public long nextDifference(FrozenVersions other, long from, long until) {
    long block = from;
    while (block < until) {
      int chunk = Chunks.of(block);
      if (chunks[chunk] == other.chunks[chunk]) {
        block = Chunks.endOf(block);
      } else if (version(block) != other.version(block)) {
        return block;
      } else {
        block++;
      }
    }
    return -1;
  }

  void set(long block, int version) {
    int chunk = Chunks.of(block);
    if (!owned[chunk]) {
      int[] shared = chunks[chunk];
      chunks[chunk] = shared == null ? new int[Chunks.BLOCKS] : shared.clone();
      owned[chunk] = true;
    }
    chunks[chunk][(int) (block % Chunks.BLOCKS)] = version;
  }
}

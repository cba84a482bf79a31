package kagemusha.array.volume;

/** The versions of a volume's blocks at one moment; chunks are shared with the volume. */
public final class FrozenVersions {
  private final int[][] chunks;

  FrozenVersions(int[][] chunks) {
    this.chunks = chunks;
  }

  /** The versions of a range within one chunk; null if all are zero. Not to be changed. */
  public int[] range(long firstBlock, int blocks) {
    return Chunks.range(chunks, firstBlock, blocks);
  }

  public int version(long block) {
    int[] chunk = chunks[Chunks.of(block)];
    return chunk == null ? 0 : chunk[(int) (block % Chunks.BLOCKS)];
  }
}

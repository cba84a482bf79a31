package kagemusha.array.volume;

/**
 * The versions of a volume's blocks at one moment; chunks are shared with the volume. Only the
 * snapshot that has them may change them, when it is reverted to an older one.
 */
public final class FrozenVersions {
  private final ChunkTable chunks;

  FrozenVersions(ChunkTable chunks) {
    this.chunks = chunks;
  }

  /** The versions of a range within one chunk; null if all are zero. Not to be changed. */
  public int[] range(long firstBlock, int blocks) {
    chunks.disown(Chunks.of(firstBlock));
    return chunks.range(firstBlock, blocks);
  }

  public int version(long block) {
    return chunks.version(block);
  }

  /** The first block from {@code from} on, below {@code until}, in which two differ; or -1. */
  public long nextDifference(FrozenVersions other, long from, long until) {
    return chunks.nextDifference(other.chunks, from, until);
  }

  void set(long block, int version) {
    chunks.writable(Chunks.of(block))[(int) (block % Chunks.BLOCKS)] = version;
  }
}

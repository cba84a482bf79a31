package kagemusha.array.volume;

import java.util.Arrays;

/**
 * The version of every block of a volume: zero at the start of the run, then the number of the
 * write that touched it last. Chunks come into being with the first write. A frozen copy shares all
 * chunks; the volume copies a chunk before it changes one that it shares.
 */
public final class VersionMap {
  private final int[][] chunks;
  private final boolean[] owned;
  private int writes;

  public VersionMap(long blocks) {
    this.chunks = new int[Chunks.count(blocks)][];
    this.owned = new boolean[chunks.length];
  }

  /** Gives all blocks of a write the same new version. */
  public void bump(long firstBlock, int blocks) {
    int version = ++writes;
    long end = firstBlock + blocks;
    for (long block = firstBlock; block < end; block++) {
      writable(Chunks.of(block))[(int) (block % Chunks.BLOCKS)] = version;
    }
  }

  /** Gives all blocks of a write its version; a write that brings none gets the next number. */
  public void write(long firstBlock, int blocks, int version) {
    if (version == 0) {
      bump(firstBlock, blocks);
      return;
    }
    for (long block = firstBlock; block < firstBlock + blocks; block++) {
      writable(Chunks.of(block))[(int) (block % Chunks.BLOCKS)] = version;
    }
  }

  private int[] writable(int chunk) {
    if (!owned[chunk]) {
      int[] shared = chunks[chunk];
      chunks[chunk] = shared == null ? new int[Chunks.BLOCKS] : shared.clone();
      owned[chunk] = true;
    }
    return chunks[chunk];
  }

  public int version(long block) {
    int[] chunk = chunks[Chunks.of(block)];
    return chunk == null ? 0 : chunk[(int) (block % Chunks.BLOCKS)];
  }

  /** The content of this moment. It costs one reference per chunk. */
  public FrozenVersions freeze() {
    Arrays.fill(owned, false);
    return new FrozenVersions(chunks.clone());
  }
}

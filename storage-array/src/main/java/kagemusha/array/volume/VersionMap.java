package kagemusha.array.volume;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The version of every block of a volume: zero at the start of the run, then the number of the
 * write that touched it last. Chunks come into being with the first write. A frozen copy shares all
 * chunks; the volume copies a chunk before it changes one that it shares.
 */
public final class VersionMap {
  private final ChunkTable chunks;
  private int writes;

  public VersionMap(long blocks) {
    this.chunks = new ChunkTable(blocks);
  }

  /** Gives all blocks of a write the same new version. */
  public void bump(long firstBlock, int blocks) {
    set(firstBlock, blocks, ++writes);
  }

  /** Gives all blocks of a write its version; a write that brings none gets the next number. */
  public void write(long firstBlock, int blocks, int version) {
    if (version == 0) {
      bump(firstBlock, blocks);
    } else {
      set(firstBlock, blocks, version);
    }
  }

  private void set(long firstBlock, int blocks, int version) {
    for (long block = firstBlock; block < firstBlock + blocks; block++) {
      chunks.writable(Chunks.of(block))[(int) (block % Chunks.BLOCKS)] = version;
    }
  }

  /**
   * Gives a block the version of a write that fills a part of it. Writes to different parts may
   * overtake each other and the block then holds both, so the newest version stays: a log write
   * that waits for its file to grow is overtaken by the next one.
   */
  public void writePart(long block, int version) {
    if (Integer.compareUnsigned(version, version(block)) > 0) {
      write(block, 1, version);
    }
  }

  /**
   * Gives a range the versions that another volume of this size has there. A chunk that has become
   * equal to the other's is shared with it until one of the two is written.
   */
  public void copy(VersionMap from, long firstBlock, int blocks) {
    long end = firstBlock + blocks;
    for (long block = firstBlock; block < end; ) {
      int chunk = Chunks.of(block);
      int within = (int) (block % Chunks.BLOCKS);
      int length = (int) Math.min(Chunks.BLOCKS - within, end - block);
      copy(from, chunk, within, length);
      block += length;
    }
  }

  private void copy(VersionMap from, int chunk, int within, int length) {
    int[] theirs = from.chunks.get(chunk);
    if (theirs == chunks.get(chunk)) {
      return;
    }
    if (theirs == null) {
      Arrays.fill(chunks.writable(chunk), within, within + length, 0);
    } else if (isEqualOutside(theirs, chunk, within, within + length)) {
      chunks.share(chunk, from.chunks);
    } else {
      System.arraycopy(theirs, within, chunks.writable(chunk), within, length);
    }
  }

  /** Gives a range the versions that another volume of this size had there at a moment. */
  public void copy(FrozenVersions from, long firstBlock, int blocks) {
    long end = firstBlock + blocks;
    for (long block = firstBlock; block < end; block = Chunks.endOf(block)) {
      int length = (int) (Math.min(Chunks.endOf(block), end) - block);
      writeAll(block, length, from.range(block, length));
    }
  }

  /** Whether this map has the same as an array of versions before one place and behind another. */
  private boolean isEqualOutside(int[] theirs, int chunk, int from, int until) {
    int[] mine = chunks.get(chunk);
    int[] ours = mine == null ? new int[Chunks.BLOCKS] : mine;
    return Arrays.equals(ours, 0, from, theirs, 0, from)
        && Arrays.equals(ours, until, Chunks.BLOCKS, theirs, until, Chunks.BLOCKS);
  }

  /** Gives each block of a range its own version; null means all are zero. */
  public void writeAll(long firstBlock, int blocks, int[] each) {
    for (int i = 0; i < blocks; i++) {
      int version = each == null ? 0 : each[i];
      if (version != version(firstBlock + i)) {
        long block = firstBlock + i;
        chunks.writable(Chunks.of(block))[(int) (block % Chunks.BLOCKS)] = version;
      }
    }
  }

  public int version(long block) {
    return chunks.version(block);
  }

  /** The chunks of a range in which anything was written, by the first block of each. */
  public SortedMap<Long, int[]> written(long firstBlock, long blocks) {
    SortedMap<Long, int[]> written = new TreeMap<>();
    long end = firstBlock + blocks;
    for (long block = firstBlock; block < end; ) {
      long cut = Math.min(end, Chunks.endOf(block));
      int[] chunk = chunks.get(Chunks.of(block));
      if (chunk != null) {
        int within = (int) (block % Chunks.BLOCKS);
        written.put(block, Arrays.copyOfRange(chunk, within, within + (int) (cut - block)));
      }
      block = cut;
    }
    return written;
  }

  /**
   * The content of this moment. It costs one reference per chunk, none where nothing was written.
   */
  public FrozenVersions freeze() {
    return new FrozenVersions(chunks.copy());
  }
}

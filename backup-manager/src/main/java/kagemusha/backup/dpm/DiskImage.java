package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.VersionDigest;
import kagemusha.load.store.WrittenBlocks;

/**
 * The content of one virtual disk as the DPM server keeps it: which blocks there are, and their
 * versions. Blocks count from the start of the virtual disk. Versions lie in chunks of 2 MiB that
 * are never changed once they are here, so that copies share all chunks but those that one of them
 * has replaced since; a chunk of zeros takes no room.
 */
final class DiskImage implements WrittenBlocks {
  /** What walks over blocks. */
  interface Visitor {
    void block(long block, int version);
  }

  static final int CHUNK = 128;

  private final BitSet present;
  private int[][] chunks;

  DiskImage() {
    this(new BitSet(), new int[16][]);
  }

  private DiskImage(BitSet present, int[][] chunks) {
    this.present = present;
    this.chunks = chunks;
  }

  DiskImage copy() {
    return new DiskImage((BitSet) present.clone(), chunks.clone());
  }

  /**
   * Writes blocks, which need not lie in one chunk.
   *
   * @param versions null for zeros; the image may keep the array
   */
  void write(long firstBlock, int blocks, int[] versions) {
    int first = Math.toIntExact(firstBlock);
    present.set(first, first + blocks);
    int done = 0;
    while (done < blocks) {
      int chunk = (first + done) / CHUNK;
      int from = (first + done) % CHUNK;
      int length = Math.min(CHUNK - from, blocks - done);
      replace(chunk, from, length, versions, done);
      done += length;
    }
  }

  private void replace(int chunk, int from, int length, int[] versions, int offset) {
    if (chunk >= chunks.length) {
      chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, 2 * chunks.length));
    }
    if (length == CHUNK && offset == 0 && (versions == null || versions.length == CHUNK)) {
      chunks[chunk] = versions;
    } else if (versions != null || chunks[chunk] != null) {
      int[] fresh = chunks[chunk] == null ? new int[CHUNK] : chunks[chunk].clone();
      if (versions == null) {
        Arrays.fill(fresh, from, from + length, 0);
      } else {
        System.arraycopy(versions, offset, fresh, from, length);
      }
      chunks[chunk] = fresh;
    }
  }

  boolean has(long block) {
    return present.get(Math.toIntExact(block));
  }

  boolean hasAll(long firstBlock, long blocks) {
    return present.nextClearBit(Math.toIntExact(firstBlock)) >= firstBlock + blocks;
  }

  /** The version of a block, 0 if it is not here. */
  int version(long block) {
    int chunk = Math.toIntExact(block / CHUNK);
    return chunk < chunks.length && chunks[chunk] != null
        ? chunks[chunk][(int) (block % CHUNK)]
        : 0;
  }

  /** Versions of a range of at most a chunk, or null if all are zero; not to be changed. */
  int[] range(long firstBlock, int blocks) {
    int chunk = Math.toIntExact(firstBlock / CHUNK);
    int from = (int) (firstBlock % CHUNK);
    if (from == 0 && blocks == CHUNK) {
      return chunk < chunks.length ? chunks[chunk] : null;
    }
    int[] versions = null;
    for (int i = 0; i < blocks; i++) {
      int version = version(firstBlock + i);
      if (version != 0) {
        versions = versions == null ? new int[blocks] : versions;
        versions[i] = version;
      }
    }
    return versions;
  }

  /** A bit for each block of a range that is not here, 32 to an int; null if all are. */
  int[] absent(long firstBlock, int blocks) {
    if (hasAll(firstBlock, blocks)) {
      return null;
    }
    int[] bits = new int[(blocks + 31) / 32];
    for (int i = 0; i < blocks; i++) {
      if (!has(firstBlock + i)) {
        bits[i >>> 5] |= 1 << i;
      }
    }
    return bits;
  }

  /** How many blocks of a range are here. */
  long presentBlocks(long firstBlock, long blocks) {
    int from = Math.toIntExact(firstBlock);
    int to = Math.toIntExact(firstBlock + blocks);
    return present.nextClearBit(from) >= to ? blocks : present.get(from, to).cardinality();
  }

  long blocks() {
    return present.cardinality();
  }

  long bytes() {
    return blocks() * IoBatch.BLOCK_BYTES;
  }

  /** Runs of blocks that are here, in order. */
  List<Extent> extents() {
    return runs(present);
  }

  /** Runs of those of the first blocks that are wanted, in order. */
  static List<Extent> runs(int blocks, IntPredicate isWanted) {
    BitSet wanted = new BitSet(blocks);
    IntStream.range(0, blocks).filter(isWanted).forEach(wanted::set);
    return runs(wanted);
  }

  static List<Extent> runs(BitSet bits) {
    List<Extent> runs = new ArrayList<>();
    int from = bits.nextSetBit(0);
    while (from >= 0) {
      int to = bits.nextClearBit(from);
      runs.add(new Extent(from, to - from));
      from = bits.nextSetBit(to);
    }
    return runs;
  }

  /** Those of its own blocks that lie in the extents, which count as the image does. */
  List<Extent> extentsWithin(List<Extent> some) {
    BitSet wanted = new BitSet();
    set(wanted, some);
    wanted.and(present);
    return runs(wanted);
  }

  /** Those of the extents' blocks and of its own together; extents count as the image does. */
  List<Extent> extentsWith(List<Extent> more) {
    BitSet all = (BitSet) present.clone();
    set(all, more);
    return runs(all);
  }

  private static void set(BitSet bits, List<Extent> extents) {
    for (Extent extent : extents) {
      bits.set(
          Math.toIntExact(extent.firstBlock()),
          Math.toIntExact(extent.firstBlock() + extent.blocks()));
    }
  }

  /** Walks over the blocks that are not zero, in order. */
  void forEachNonZero(Visitor visitor) {
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      for (int i = 0; chunks[chunk] != null && i < CHUNK; i++) {
        if (chunks[chunk][i] != 0) {
          visitor.block((long) chunk * CHUNK + i, chunks[chunk][i]);
        }
      }
    }
  }

  /** The chunks that have been written; whoever gets them leaves them as they are. */
  @Override
  public Iterator<Run> runs() {
    return IntStream.range(0, chunks.length)
        .filter(chunk -> chunks[chunk] != null)
        .mapToObj(chunk -> new Run((long) chunk * CHUNK, chunks[chunk]))
        .iterator();
  }

  /** A block's content is not what was written. */
  void flipBit(long block) {
    write(block, 1, new int[] {version(block) ^ 1});
  }

  /** Tells any two contents apart, also by which blocks there are. */
  long fingerprint() {
    VersionDigest digest = new VersionDigest();
    extents().forEach(run -> digest.add(run.firstBlock(), Math.toIntExact(run.blocks()), null));
    int[] one = new int[1];
    forEachNonZero(
        (block, version) -> {
          one[0] = version;
          digest.add(block, 1, one);
        });
    return digest.value();
  }

  /**
   * The digest that the array makes when it streams these pieces of a LU with the same content.
   *
   * @param shift block of the LU at the start of the virtual disk
   */
  long digest(List<Pieces.Piece> pieces, long shift) {
    VersionDigest digest = new VersionDigest();
    for (Pieces.Piece piece : pieces) {
      digest.add(
          piece.firstBlock(), piece.blocks(), range(piece.firstBlock() - shift, piece.blocks()));
    }
    return digest.value();
  }
}

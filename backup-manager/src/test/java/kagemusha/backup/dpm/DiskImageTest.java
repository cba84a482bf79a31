package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.VersionDigest;
import kagemusha.kernel.random.RandomStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DiskImageTest {
  private static final int SIZE = 1_000;

  private final DiskImage image = new DiskImage();

  private static Map<Long, Integer> nonZero(DiskImage image) {
    Map<Long, Integer> blocks = new TreeMap<>();
    image.forEachNonZero(blocks::put);
    return blocks;
  }

  /** Any writes, with copies between them: each copy keeps what it had. */
  @Property(tries = 200)
  void behavesAsAMapAndItsCopies(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "image", "writes");
    DiskImage disk = new DiskImage();
    TreeMap<Long, Integer> model = new TreeMap<>();
    DiskImage copy = disk.copy();
    TreeMap<Long, Integer> modelCopy = new TreeMap<>();
    for (int step = 0; step < 30; step++) {
      int first = random.chance(0.3) ? 128 * (int) random.below(6) : (int) random.below(SIZE);
      int blocks = random.chance(0.3) ? 128 : 1 + (int) random.below(300);
      int[] versions = random.chance(0.2) ? null : new int[blocks];
      for (int i = 0; i < blocks; i++) {
        int version = versions == null ? 0 : (int) random.below(4) - 1;
        if (versions != null) {
          versions[i] = version;
        }
        model.put((long) first + i, version);
      }
      disk.write(first, blocks, versions);
      if (random.chance(0.1)) {
        copy = disk.copy();
        modelCopy = new TreeMap<>(model);
      }
    }
    isModel(disk, model);
    isModel(copy, modelCopy);
  }

  private static void isModel(DiskImage disk, TreeMap<Long, Integer> model) {
    assertThat(disk.blocks()).isEqualTo(model.size());
    for (long block = 0; block < SIZE + 400; block++) {
      assertThat(disk.has(block)).isEqualTo(model.containsKey(block));
      assertThat(disk.version(block)).isEqualTo(model.getOrDefault(block, 0));
    }
    TreeMap<Long, Integer> wanted = new TreeMap<>(model);
    wanted.values().removeIf(version -> version == 0);
    assertThat(nonZero(disk)).isEqualTo(wanted);
    assertThat(disk.extents().stream().mapToLong(Extent::blocks).sum()).isEqualTo(model.size());
  }

  @Property(tries = 200)
  void packedContentComesBack(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "image", "content");
    DiskImage disk = new DiskImage();
    BitSet blocks = new BitSet();
    for (int i = 0; i < 200; i++) {
      int block = (int) random.below(5_000);
      int version = random.chance(0.1) ? Integer.MIN_VALUE + i : (int) random.below(1 << 30);
      disk.write(block, 1, new int[] {version});
      blocks.set(block);
    }
    DiskImage back = new DiskImage();
    ContentCodec.unpack(ContentCodec.pack(blocks, disk), back);
    assertThat(nonZero(back)).isEqualTo(nonZero(disk));
    assertThat(back.extents()).isEqualTo(disk.extents());
  }

  @Test
  void consecutiveLogWritesArePackedTightly() {
    BitSet blocks = new BitSet();
    for (int i = 0; i < 10_000; i++) {
      image.write(i, 1, new int[] {(i + 1) << 8});
      blocks.set(i);
    }
    assertThat(ContentCodec.pack(blocks, image)).hasSizeLessThan(21_000);
  }

  /** The digest is that of the array's stream, and one block more, less or other changes it. */
  @Property(tries = 60)
  void oneBlockThatDiffersIsNoticed(@ForAll @IntRange(min = 0, max = 299) int damaged) {
    List<Pieces.Piece> pieces = Pieces.of(List.of(new Extent(1_000, 300)));
    VersionDigest stream = new VersionDigest();
    DiskImage disk = new DiskImage();
    for (Pieces.Piece piece : pieces) {
      int[] versions = new int[piece.blocks()];
      for (int i = 0; i < versions.length; i++) {
        versions[i] = i % 3;
      }
      stream.add(piece.firstBlock(), piece.blocks(), versions);
      disk.write(piece.firstBlock() - 1_000, piece.blocks(), versions);
    }
    assertThat(disk.digest(pieces, 1_000)).isEqualTo(stream.value());
    disk.write(damaged, 1, new int[] {disk.version(damaged) + 1});
    assertThat(disk.digest(pieces, 1_000)).isNotEqualTo(stream.value());
  }

  @Test
  void piecesAreCutWhereTheArrayCuts() {
    assertThat(Pieces.of(List.of(new Extent(100, 200), new Extent(512, 1))))
        .containsExactly(
            new Pieces.Piece(100, 28),
            new Pieces.Piece(128, 128),
            new Pieces.Piece(256, 44),
            new Pieces.Piece(512, 1));
  }

  @Test
  void whatIsAbsentIsToldByBits() {
    image.write(0, 40, null);
    assertThat(image.absent(0, 40)).isNull();
    assertThat(image.absent(30, 12)).containsExactly(0b1100_0000_0000);
    assertThat(image.extentsWith(List.of(new Extent(35, 10), new Extent(60, 1))))
        .containsExactly(new Extent(0, 45), new Extent(60, 1));
  }

  /**
   * The fingerprint depends on which blocks there are and on their content, not on the way there.
   */
  @Property(tries = 100)
  void theFingerprintIsThatOfTheContent(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "image", "fingerprint");
    DiskImage one = new DiskImage();
    DiskImage other = new DiskImage();
    for (int block = 0; block < SIZE; block++) {
      if (random.chance(0.5)) {
        int version = (int) random.below(3);
        one.write(block, 1, new int[] {version});
        other.write(block, 1, new int[] {7});
        other.write(block, 1, version == 0 ? null : new int[] {version});
      }
    }
    assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
    long changed = random.below(SIZE);
    DiskImage before = one.copy();
    one.write(changed, 1, before.has(changed) ? new int[] {before.version(changed) + 1} : null);
    assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
    assertThat(before.fingerprint()).isEqualTo(other.fingerprint());
  }

  @Property(tries = 50)
  void itsRunsAreAllThatIsNotZero(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "image", "runs");
    for (int i = 0; i < 20; i++) {
      image.write(random.below(SIZE), 1, new int[] {(int) random.below(3)});
    }
    Map<Long, Integer> seen = new TreeMap<>();
    image
        .runs()
        .forEachRemaining(
            run -> {
              for (int i = 0; i < run.versions().length; i++) {
                seen.put(run.firstBlock() + i, run.versions()[i]);
              }
            });
    seen.values().removeIf(version -> version == 0);
    assertThat(seen).isEqualTo(nonZero(image));
  }
}

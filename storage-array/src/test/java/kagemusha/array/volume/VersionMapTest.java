package kagemusha.array.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import kagemusha.kernel.random.RandomStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VersionMapTest {
  private final VersionMap map = new VersionMap(1000);

  @Test
  void aWriteGivesAllItsBlocksOneNewVersion() {
    map.bump(127, 2);
    map.bump(128, 1);
    assertThat(map.version(126)).isZero();
    assertThat(map.version(127)).isEqualTo(1);
    assertThat(map.version(128)).isEqualTo(2);
  }

  @Test
  void partsOfABlockMayOvertakeEachOther() {
    map.writePart(5, 0x200);
    map.writePart(5, 0x100);
    assertThat(map.version(5)).isEqualTo(0x200);
    map.writePart(5, 0x90000000);
    map.writePart(5, 0x300);
    assertThat(map.version(5)).as("versions use all 32 bits").isEqualTo(0x90000000);
    map.write(5, 1, 7);
    assertThat(map.version(5)).as("a whole block is overwritten").isEqualTo(7);
  }

  @Test
  void aFrozenCopySharesChunksUntilTheyAreWritten() {
    map.bump(0, 1);
    map.bump(200, 1);
    FrozenVersions first = map.freeze();
    FrozenVersions second = map.freeze();
    assertThat(first.range(0, 128)).isSameAs(second.range(0, 128));

    map.bump(0, 1);
    FrozenVersions third = map.freeze();
    assertThat(first.version(0)).isEqualTo(1);
    assertThat(third.version(0)).isEqualTo(3);
    assertThat(third.range(128, 128)).as("an untouched chunk").isSameAs(first.range(128, 128));
    assertThat(third.range(0, 128)).isNotSameAs(first.range(0, 128));
  }

  @Test
  void aChunkThatIsOwnedAgainIsWrittenInPlace() {
    map.bump(0, 1);
    FrozenVersions frozen = map.freeze();
    map.bump(1, 1);
    map.bump(2, 1);
    assertThat(frozen.range(0, 3)).containsExactly(1, 0, 0);
    assertThat(map.freeze().range(0, 3)).containsExactly(1, 2, 3);
  }

  @Test
  void whatWasNeverWrittenHasNoVersions() {
    map.bump(128, 1);
    FrozenVersions frozen = map.freeze();
    assertThat(frozen.range(0, 128)).isNull();
    assertThat(frozen.range(130, 2)).containsExactly(0, 0);
  }

  @Test
  void aChunkThatHasBecomeEqualIsSharedUntilOneIsWritten() {
    VersionMap copy = new VersionMap(256);
    map.write(0, 100, 7);
    copy.copy(map, 0, 64);
    assertThat(copy.freeze().range(0, 128)).isNotSameAs(map.freeze().range(0, 128));
    copy.copy(map, 64, 64);
    assertThat(copy.freeze().range(0, 128)).isSameAs(map.freeze().range(0, 128));

    map.write(3, 1, 8);
    copy.write(4, 1, 9);
    assertThat(copy.freeze().range(2, 4)).containsExactly(7, 7, 9, 7);
    assertThat(map.freeze().range(2, 4)).containsExactly(7, 8, 7, 7);
  }

  /** Two maps and their frozen copies against plain arrays, whatever is written and copied. */
  @Property(tries = 200)
  void copiesAreWhatPlainArraysSay(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "versions", "");
    int blocks = 300;
    VersionMap[] maps = {new VersionMap(blocks), new VersionMap(blocks)};
    int[][] plain = new int[2][blocks];
    FrozenVersions frozen = maps[0].freeze();
    int[] then = plain[0].clone();
    for (int step = 1; step <= 80; step++) {
      int to = (int) random.below(2);
      int length = 1 + (int) random.below(150);
      int first = (int) random.below(blocks - length);
      if (random.chance(0.5)) {
        maps[to].write(first, length, step);
        Arrays.fill(plain[to], first, first + length, step);
      } else {
        maps[to].copy(maps[1 - to], first, length);
        System.arraycopy(plain[1 - to], first, plain[to], first, length);
      }
      if (random.chance(0.1)) {
        frozen = maps[to].freeze();
        then = plain[to].clone();
      }
    }
    for (int block = 0; block < blocks; block++) {
      assertThat(maps[0].version(block)).isEqualTo(plain[0][block]);
      assertThat(maps[1].version(block)).isEqualTo(plain[1][block]);
      assertThat(frozen.version(block)).isEqualTo(then[block]);
    }
  }
}

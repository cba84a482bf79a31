package kagemusha.array.volume;

import static org.assertj.core.api.Assertions.assertThat;

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
}

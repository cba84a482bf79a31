package kagemusha.array.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import kagemusha.array.disk.RaidGeometry;
import kagemusha.array.disk.RaidGroup;
import kagemusha.config.ArraySpec.RaidLevel;
import org.junit.jupiter.api.Test;

class PoolTest {
  private static RaidGroup group(String name, int dataDisks) {
    return new RaidGroup(name, new RaidGeometry(RaidLevel.RAID10, dataDisks, 4));
  }

  @Test
  void pagesComeFromTheGroupsInTurnUntilAllAreFull() {
    List<RaidGroup> groups = List.of(group("A", 2), group("B", 2), group("C", 2));
    Pool pool = new Pool("P", groups, new int[] {2, 1, 3}, 16, Duration.ofMillis(2));

    assertThat(IntStream.range(0, 6).map(i -> pool.allocate())).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(pool.allocate()).isEqualTo(Pool.NONE);
    assertThat(IntStream.range(0, 6).mapToObj(page -> pool.group(page).name()))
        .containsExactly("A", "B", "C", "A", "C", "C");
    assertThat(IntStream.range(0, 6).mapToLong(pool::firstRow))
        .containsExactly(0L, 0L, 0L, 2L, 2L, 4L);
  }

  @Test
  void aPageThatIsNoMultipleOfTheRowTakesWholeRows() {
    Pool pool = new Pool("P", List.of(group("A", 3)), new int[] {4}, 16, Duration.ofMillis(2));
    pool.allocate();
    pool.allocate();
    assertThat(pool.firstRow(1)).as("16 blocks in rows of 12").isEqualTo(2);
  }

  @Test
  void aVolumeTakesPagesOnFirstWriteAndNoneTwice() {
    Pool pool = new Pool("P", List.of(group("A", 2)), new int[] {3}, 16, Duration.ofMillis(2));
    Volume volume = new Volume(0, "LU", pool, 100);

    assertThat(volume.allocate(15, 2)).isEqualTo(2);
    assertThat(volume.allocate(0, 32)).isZero();
    assertThat(volume.pageOf(31)).isEqualTo(1);
    assertThat(volume.pageOf(32)).isEqualTo(Pool.NONE);
    assertThat(volume.allocate(90, 1)).isEqualTo(1);
    assertThat(volume.allocate(32, 1)).isEqualTo(Pool.NONE);
    assertThat(volume.contains(99, 1)).isTrue();
    assertThat(volume.contains(99, 2)).isFalse();
    assertThat(volume.contains(Long.MAX_VALUE, 2)).isFalse();
  }

  /** A reserve changes nothing before the pool grows by it. */
  @Test
  void aPoolGrowsByItsReserveOneGroupAtATime() {
    List<RaidGroup> groups = List.of(group("A", 2), group("B", 2), group("C", 2));
    Pool pool = new Pool("P", groups, new int[] {2, 1, 3}, 1, 16, Duration.ofMillis(2));
    assertThat(IntStream.range(0, 3).map(i -> pool.allocate())).containsExactly(0, 1, Pool.NONE);
    assertThat(pool.grow()).contains("B");
    assertThat(pool.freePages()).isEqualTo(1);
    assertThat(IntStream.range(0, 2).map(i -> pool.allocate())).containsExactly(2, Pool.NONE);
    assertThat(pool.grow()).contains("C");
    assertThat(pool.grow()).isEmpty();
    assertThat(IntStream.range(0, 4).map(i -> pool.allocate())).containsExactly(3, 4, 5, Pool.NONE);
    assertThat(pool.group(5).name()).isEqualTo("C");
  }
}

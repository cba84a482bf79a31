package kagemusha.array.volume;

import static kagemusha.array.volume.Snapshot.Source.DIFF_AREA;
import static kagemusha.array.volume.Snapshot.Source.NOTHING;
import static kagemusha.array.volume.Snapshot.Source.VOLUME;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import kagemusha.array.disk.RaidGeometry;
import kagemusha.array.disk.RaidGroup;
import kagemusha.config.Topology.RaidLevel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  private static final int PAGE_BLOCKS = 16;

  private final RaidGroup group = new RaidGroup("RG0", new RaidGeometry(RaidLevel.RAID10, 2, 4));
  private final Pool pool =
      new Pool("P", List.of(group), new int[] {20}, PAGE_BLOCKS, Duration.ofMillis(2));
  private final Volume volume = new Volume(0, "LU", pool, 10 * PAGE_BLOCKS);

  @BeforeEach
  void dataOnTheFirstPage() {
    volume.allocate(0, PAGE_BLOCKS);
  }

  @Test
  void onlyTheFirstWriteToABlockSavesIt() {
    assertThat(volume.touch(4, 2)).as("without a snapshot").isZero();
    Snapshot snapshot = volume.freeze("S");
    assertThat(volume.touch(4, 2)).isEqualTo(2);
    assertThat(volume.touch(4, 2)).isZero();
    assertThat(volume.touch(5, 2)).as("one block is new").isEqualTo(1);
    assertThat(snapshot.copiedBlocks()).isEqualTo(3);
    assertThat(snapshot.source(6, volume)).isEqualTo(DIFF_AREA);
    assertThat(snapshot.source(7, volume)).isEqualTo(VOLUME);
  }

  @Test
  void whatHeldNoDataIsNeverSaved() {
    Snapshot snapshot = volume.freeze("S");
    assertThat(volume.touch(PAGE_BLOCKS, 1)).isZero();
    volume.allocate(PAGE_BLOCKS, 1);
    assertThat(volume.touch(PAGE_BLOCKS + 1, 1)).as("its page is younger").isZero();
    assertThat(snapshot.source(PAGE_BLOCKS + 1, volume)).isEqualTo(NOTHING);
    assertThat(snapshot.copiedBlocks()).isZero();
  }

  @Test
  void oneCopyServesAllSnapshotsThatNeedIt() {
    Snapshot older = volume.freeze("A");
    assertThat(volume.touch(1, 1)).isEqualTo(1);
    Snapshot younger = volume.freeze("B");
    assertThat(volume.touch(1, 1)).as("the younger needs the newer content").isEqualTo(1);
    assertThat(volume.touch(2, 1)).isEqualTo(1);
    assertThat(older.copiedBlocks()).isEqualTo(2);
    assertThat(younger.copiedBlocks()).isEqualTo(2);
  }

  @Test
  void theDiffAreaGrowsFromTheEndOfTheLuAndIsFreeWithTheLastSnapshot() {
    volume.freeze("A");
    volume.freeze("B");
    assertThat(volume.appendDiff(10)).isEqualTo(9 * PAGE_BLOCKS);
    assertThat(volume.appendDiff(4)).isEqualTo(9 * PAGE_BLOCKS + 10);
    assertThat(volume.appendDiff(4)).as("a copy crosses no page").isEqualTo(8 * PAGE_BLOCKS);
    for (long block = 0; block < PAGE_BLOCKS; block++) {
      long place = volume.locateDiff(block, 4);
      assertThat(place).isBetween(8L * PAGE_BLOCKS, 10L * PAGE_BLOCKS - 4);
      assertThat(place % PAGE_BLOCKS).isLessThanOrEqualTo(PAGE_BLOCKS - 4);
    }
    volume.forget("A");
    assertThat(volume.appendDiff(1)).isEqualTo(8 * PAGE_BLOCKS + 4);
    volume.forget("B");
    assertThat(volume.appendDiff(1)).isEqualTo(9 * PAGE_BLOCKS);
  }
}

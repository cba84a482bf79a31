package kagemusha.array.volume;

import static kagemusha.array.volume.Snapshot.Source.DIFF_AREA;
import static kagemusha.array.volume.Snapshot.Source.NOTHING;
import static kagemusha.array.volume.Snapshot.Source.VOLUME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import kagemusha.array.disk.RaidGeometry;
import kagemusha.array.disk.RaidGroup;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.config.ArraySpec.RaidLevel;
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

  /** A write: how many blocks had to be saved before it. */
  private int write(long firstBlock, int length) {
    int unsaved = volume.unsaved(firstBlock, length);
    volume.touch(firstBlock, length);
    return unsaved;
  }

  @Test
  void onlyTheFirstWriteToABlockSavesIt() {
    assertThat(write(4, 2)).as("without a snapshot").isZero();
    Snapshot snapshot = volume.freeze("S");
    assertThat(write(4, 2)).isEqualTo(2);
    assertThat(write(4, 2)).isZero();
    assertThat(write(5, 2)).as("one block is new").isEqualTo(1);
    assertThat(snapshot.copiedBlocks()).isEqualTo(3);
    assertThat(snapshot.source(6, volume)).isEqualTo(DIFF_AREA);
    assertThat(snapshot.source(7, volume)).isEqualTo(VOLUME);
  }

  @Test
  void whatHeldNoDataIsNeverSaved() {
    Snapshot snapshot = volume.freeze("S");
    assertThat(write(PAGE_BLOCKS, 1)).isZero();
    volume.allocate(PAGE_BLOCKS, 1);
    assertThat(write(PAGE_BLOCKS + 1, 1)).as("its page is younger").isZero();
    assertThat(snapshot.source(PAGE_BLOCKS + 1, volume)).isEqualTo(NOTHING);
    assertThat(snapshot.copiedBlocks()).isZero();
  }

  @Test
  void oneCopyServesAllSnapshotsThatNeedIt() {
    Snapshot older = volume.freeze("A");
    assertThat(write(1, 1)).isEqualTo(1);
    Snapshot younger = volume.freeze("B");
    assertThat(write(1, 1)).as("the younger needs the newer content").isEqualTo(1);
    assertThat(write(2, 1)).isEqualTo(1);
    assertThat(older.copiedBlocks()).isEqualTo(2);
    assertThat(younger.copiedBlocks()).isEqualTo(2);
  }

  @Test
  void aSnapshotOfExtentsSavesNothingElse() {
    Snapshot all = volume.freeze("ALL");
    Snapshot part = volume.freeze("PART", List.of(new Extent(6, 2), new Extent(2, 2)));
    assertThat(write(1, 3)).isEqualTo(3);
    assertThat(part.copiedBlocks()).isEqualTo(2);
    assertThat(all.copiedBlocks()).isEqualTo(3);
    volume.forget("ALL");
    assertThat(write(4, 2)).as("between the extents").isZero();
    assertThat(volume.needing(5, 2)).containsExactly(part);
    assertThat(part.covers(6, 2)).isTrue();
    assertThat(part.covers(5, 2)).isFalse();
    assertThat(part.covers(2, 6)).isFalse();
  }

  @Test
  void extentsThatTouchAreOne() {
    Snapshot snapshot = volume.freeze("S", List.of(new Extent(4, 4), new Extent(0, 4)));
    assertThat(snapshot.covers(0, 8)).isTrue();
    assertThat(snapshot.covers(0, 9)).isFalse();
  }

  @Test
  void aRevertTakesTheOlderContentAndNeedsNoCopyAnyMore() {
    volume.versions().write(3, 2, 7);
    Snapshot older = volume.freeze("OLD");
    write(3, 1);
    volume.versions().write(3, 1, 8);
    Snapshot newer = volume.freeze("NEW");
    assertThat(newer.versions().nextDifference(older.versions(), 0, 160)).isEqualTo(3);
    assertThat(newer.versions().nextDifference(older.versions(), 4, 160)).isEqualTo(-1);

    newer.revert(older, 5, 1);
    int[] sent = newer.versions().range(0, 128);
    newer.revert(older, 3, 1);
    assertThat(newer.versions().version(3)).isEqualTo(7);
    assertThat(sent[3]).as("what has been given away").isEqualTo(8);
    assertThat(volume.versions().version(3)).isEqualTo(8);
    assertThat(newer.source(3, volume)).isEqualTo(DIFF_AREA);
    assertThat(write(3, 1)).isZero();
    assertThat(newer.copiedBlocks()).isZero();
  }

  @Test
  void theDiffAreaGrowsInStepsUpToItsMaximum() {
    long step = DiffArea.STEP_BLOCKS;
    DiffArea area = new DiffArea(10 * step, 1024, 2 * step + 100);
    assertThat(area.allocatedBlocks()).isEqualTo(step);
    fill(area, step);
    assertThat(area.allocatedBlocks()).isEqualTo(step);
    assertThat(area.append(1)).isPositive();
    assertThat(area.allocatedBlocks()).isEqualTo(2 * step);
    area.append(1023);
    fill(area, step - 1024);
    assertThat(area.append(101)).isEqualTo(DiffArea.FULL);
    assertThat(area.append(100)).isPositive();
    assertThat(area.usedBlocks()).isEqualTo(2 * step + 100);
    assertThat(area.append(1)).isEqualTo(DiffArea.FULL);
    area.clear();
    assertThat(area.allocatedBlocks()).isEqualTo(step);
    assertThatThrownBy(() -> area.append(1025)).hasMessageContaining("larger than a page of 1024");
  }

  private static void fill(DiffArea area, long blocks) {
    for (long left = blocks; left > 0; left -= 1024) {
      area.append((int) Math.min(left, 1024));
    }
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

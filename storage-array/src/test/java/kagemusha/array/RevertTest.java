package kagemusha.array;

import static kagemusha.array.SmallArray.BLOCK;
import static kagemusha.array.SmallArray.MS;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;
import static kagemusha.array.SmallArray.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand.CreateSnapshot;
import kagemusha.array.protocol.ControllerCommand.DeleteSnapshot;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.ControllerCommand.Revert;
import kagemusha.array.protocol.ControllerNotice.Refused;
import kagemusha.array.protocol.ControllerNotice.Reverted;
import kagemusha.array.protocol.ControllerNotice.SnapshotDeleted;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.StreamRows;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;

/** The host's snapshot gets the content of the guest's, which is a little older. */
class RevertTest {
  private static final EntityId WRITER = new EntityId("HYPR1.vmms");
  private static final int DATA = 2 * PAGE_BLOCKS;
  private static final Extent ALL = new Extent(0, DATA);

  private final SmallArray array =
      new SmallArray(
          SmallArray.spec(8L << 30, 4 * PAGE_BLOCKS),
          new InitialExtent(0, 0, DATA),
          new InitialExtent(1, 0, DATA));

  private static Revert revert(Extent... extents) {
    return new Revert("NEW", "OLD", List.of(extents), WRITER);
  }

  private void snapshot(long time, String name, int lu, Extent... extents) {
    array.command(time, new CreateSnapshot(name, lu, List.of(extents), WRITER));
  }

  /** The versions of the first two pages of a snapshot, as a stream shows them. */
  private int[] content(long time, String snapshot) {
    OpenStream open =
        new OpenStream("ST", snapshot, List.of(ALL), 16 * BLOCK, 4, Long.MAX_VALUE, WRITER);
    array.world().rows().clear();
    array.command(time, open);
    array.advance(time + 10 * SECOND);
    int[] content = new int[DATA];
    for (FakeContext.SentRows sent : array.world().rows()) {
      if (sent.rows() instanceof StreamRows rows) {
        for (int row = 0; row < rows.size(); row++) {
          int[] versions = rows.versions(row) == null ? new int[PAGE_BLOCKS] : rows.versions(row);
          System.arraycopy(versions, 0, content, (int) rows.firstBlock(row), versions.length);
        }
      }
    }
    return content;
  }

  @Test
  void takesTheTimeOfReadingAndWritingWhatDiffers() {
    snapshot(0, "OLD", 0, ALL);
    array.write(0, 8, 2);
    snapshot(SECOND, "NEW", 0);
    array.advance(10 * SECOND);
    array.replies();

    array.command(10 * SECOND, revert(ALL));
    array.advance(10 * SECOND + 3 * MS);
    assertThat(array.replies()).isEmpty();
    array.advance(11 * SECOND);
    FakeContext.Sent answer = array.world().sent().get(0);
    assertThat(answer.message()).isEqualTo(new Reverted("NEW", 0, 2));
    assertThat(answer.to()).isEqualTo(WRITER);
    assertThat(answer.padNanos()).isEqualTo(9);
    assertThat(answer.timeNanos())
        .as("two commands of 0.8 ms and a read of 2 ms")
        .isCloseTo(10 * SECOND + 3_600_000, within(1000L));
    assertThat(array.world().events())
        .extracting(FakeContext.Event::id)
        .contains(ArrayEvents.REVERTED);
  }

  @Test
  void runsFollowOneAnother() {
    snapshot(0, "OLD", 0, ALL);
    array.write(0, 8, 2);
    array.write(SECOND, 40, 1);
    array.write(2 * SECOND, PAGE_BLOCKS - 1, 2);
    snapshot(3 * SECOND, "NEW", 0);
    array.advance(20 * SECOND);
    array.replies();

    array.command(20 * SECOND, revert(ALL));
    array.advance(30 * SECOND);
    FakeContext.Sent answer = array.world().sent().get(0);
    assertThat(answer.message()).isEqualTo(new Reverted("NEW", 0, 5));
    assertThat(answer.timeNanos() - 20 * SECOND)
        .as("four runs, as a chunk ends one; 5 ms of reading less what the cache still has")
        .isBetween(4 * 1_600_000L, 4 * 1_600_000L + 5 * MS);
  }

  @Test
  void theNewerSnapshotShowsTheOlderContentWithinTheExtentsOnly() {
    array.write(0, 10, 1);
    snapshot(SECOND, "OLD", 0, ALL);
    array.write(SECOND, 10, 1);
    array.write(2 * SECOND, 20, 1);
    array.write(3 * SECOND, 200, 1);
    snapshot(4 * SECOND, "NEW", 0);
    array.write(4 * SECOND, 10, 1);
    array.write(5 * SECOND, 11, 1);
    array.command(6 * SECOND, revert(new Extent(0, 100)));
    array.advance(7 * SECOND);
    array.write(7 * SECOND, 20, 1);

    int[] expected = new int[DATA];
    expected[10] = 1;
    expected[200] = 4;
    assertThat(content(8 * SECOND, "NEW")).isEqualTo(expected);
    assertThat(array.controller().version(0, 20)).isEqualTo(7);
    array.replies();
    array.command(20 * SECOND, new DeleteSnapshot("NEW", WRITER));
    assertThat(array.replies())
        .as("blocks 10 and 11; block 20 had been reverted and needed no copy")
        .containsExactly(new SnapshotDeleted("NEW", 0, 2));
  }

  @Test
  void theImageOnAnotherLuTakesTheContentOfTheSameAddresses() {
    array.write(0, 10, 1);
    snapshot(SECOND, "OLD", 0, ALL);
    array.write(SECOND, 10, 2);
    IoBatch.Builder rows = new IoBatch.Builder();
    rows.add(2 * SECOND, 0, 1, 10, 2 * BLOCK, IoKind.WRITE, 0).version(2);
    array.accept(rows);
    array.advance(3 * SECOND);
    snapshot(3 * SECOND, "NEW", 1);
    assertThat(content(3 * SECOND, "NEW")[11]).isEqualTo(2);
    array.replies();

    array.command(20 * SECOND, revert(new Extent(0, 100)));
    array.advance(21 * SECOND);
    assertThat(array.replies()).containsExactly(new Reverted("NEW", 1, 2));
    int[] expected = new int[DATA];
    expected[10] = 1;
    assertThat(content(21 * SECOND, "NEW")).isEqualTo(expected);
    assertThat(array.controller().version(1, 10)).as("the LU keeps its own").isEqualTo(2);
  }

  @Test
  void nothingToDoIsDoneAtOnce() {
    snapshot(0, "OLD", 0, ALL);
    snapshot(0, "NEW", 0);
    array.replies();
    array.command(0, revert(ALL));
    assertThat(array.replies()).containsExactly(new Reverted("NEW", 0, 0));
  }

  @Test
  void whatCannotBeRevertedIsRefused() {
    snapshot(0, "OLD", 0, new Extent(0, 50));
    array.replies();
    array.command(0, revert(ALL));
    snapshot(0, "NEW", 0);
    array.replies();
    array.command(0, new Revert("NEW", "OLDER", List.of(ALL), WRITER));
    array.command(0, revert(new Extent(40, 11), new Extent(0, 1 << 20), new Extent(0, 50)));
    assertThat(array.replies())
        .containsExactly(
            new Refused("Revert NEW", "there is no snapshot OLDER"),
            new Refused(
                "Revert NEW",
                "outside the snapshots are [Extent[firstBlock=40, blocks=11],"
                    + " Extent[firstBlock=0, blocks=1048576]]"));
  }

  @Test
  void aSnapshotIsRevertedOnlyOnceAtATime() {
    snapshot(0, "OLD", 0, ALL);
    array.write(0, 8, 2);
    snapshot(SECOND, "NEW", 0);
    array.replies();
    array.command(SECOND, revert(ALL));
    array.command(SECOND, revert(ALL));
    assertThat(array.replies())
        .containsExactly(new Refused("Revert NEW", "it is being reverted already"));
    array.advance(2 * SECOND);
    array.command(2 * SECOND, revert(ALL));
    assertThat(array.replies())
        .containsExactly(new Reverted("NEW", 0, 2), new Reverted("NEW", 0, 0));
  }

  @Test
  void aRevertEndsWhenOneOfItsSnapshotsIsDeleted() {
    snapshot(0, "OLD", 0, ALL);
    array.write(0, 8, 2);
    array.write(SECOND, 60, 2);
    snapshot(2 * SECOND, "NEW", 0);
    array.advance(10 * SECOND);
    array.command(10 * SECOND, revert(ALL));
    array.advance(10 * SECOND + MS);
    array.command(10 * SECOND + MS, new DeleteSnapshot("OLD", WRITER));
    array.replies();
    array.advance(11 * SECOND);
    assertThat(array.replies()).containsExactly(new Refused("Revert NEW", "snapshot OLD is gone"));
    assertThat(array.world().events())
        .extracting(FakeContext.Event::id)
        .endsWith(ArrayEvents.REVERT_FAILED);
  }
}

package kagemusha.array;

import static kagemusha.array.SmallArray.BLOCK;
import static kagemusha.array.SmallArray.MS;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;
import static kagemusha.array.SmallArray.SECOND;
import static kagemusha.array.SmallArray.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand.CreateSnapshot;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.ControllerCommand.Revert;
import kagemusha.array.protocol.ControllerNotice.Refused;
import kagemusha.array.protocol.ControllerNotice.SnapshotCreated;
import kagemusha.array.protocol.ControllerNotice.SnapshotLost;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.StreamRows;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import org.junit.jupiter.api.Test;

/** A snapshot whose old data finds no room is dropped. */
class DiffAreaLossTest {
  private static final EntityId PROVIDER = new EntityId("HYPR1.volsnap");
  private static final EntityId AGENT = new EntityId("HYPR1.dpmra");
  private static final int DATA = 4 * PAGE_BLOCKS;
  private static final String MAXIMUM =
      "the diff area could not grow: its maximum of 0 MB is reached";

  private SmallArray array = small(8);

  private static SmallArray small(int diffAreaBlocks) {
    return new SmallArray(SmallArray.spec(8L << 30, diffAreaBlocks), new InitialExtent(0, 0, DATA));
  }

  private void snapshot(long time, String name, Extent... extents) {
    array.command(time, new CreateSnapshot(name, 0, List.of(extents), PROVIDER));
  }

  @Test
  void theWriteThatFindsNoRoomGoesOnWithoutACopy() {
    snapshot(0, "S");
    array.write(0, 0, 8);
    array.replies();
    IoBatch.Builder rows = new IoBatch.Builder();
    row(rows, SECOND, 50, 2, IoKind.WRITE);
    array.accept(rows);
    array.completions();
    array.advance(2 * SECOND);

    assertThat(array.completions()).containsExactly("0@1000800 800");
    assertThat(array.controller().version(0, 50)).isEqualTo(2);
    assertThat(array.world().sent())
        .containsExactly(
            new FakeContext.Sent(
                SECOND + 100_000, 0, "san", PROVIDER, new SnapshotLost("S", 0, MAXIMUM)));
    assertThat(array.world().events())
        .extracting(FakeContext.Event::source, FakeContext.Event::id, FakeContext.Event::level)
        .contains(tuple("volsnap", 25, Level.ERROR));
    array.replies();
    snapshot(2 * SECOND, "S");
    assertThat(array.replies())
        .as("the name is free again")
        .containsExactly(new SnapshotCreated("S", 0, array.controller().id()));
    array.write(2 * SECOND, 50, 2);
    assertThat(array.replies()).as("and so is the area").isEmpty();
  }

  @Test
  void itsStreamsFallSilent() {
    snapshot(0, "S");
    Extent all = new Extent(0, DATA);
    array.command(0, new OpenStream("ST", "S", List.of(all), 16 * BLOCK, 2, Long.MAX_VALUE, AGENT));
    array.write(50 * MS, 0, 9);
    array.advance(60 * SECOND);

    assertThat(array.replies())
        .containsExactly(
            new SnapshotCreated("S", 0, array.controller().id()),
            new SnapshotLost("S", 0, MAXIMUM));
    long pieces =
        array.world().rows().stream().filter(sent -> sent.rows() instanceof StreamRows).count();
    assertThat(pieces).as("what was read before the loss has been sent").isPositive();
  }

  @Test
  void aSnapshotThatNeedsNoCopySurvives() {
    snapshot(0, "PART", new Extent(100, 20));
    snapshot(0, "ALL");
    array.replies();
    array.write(0, 0, 9);
    assertThat(array.replies()).containsExactly(new SnapshotLost("ALL", 0, MAXIMUM));
    array.write(SECOND, 99, 9);
    assertThat(array.replies()).as("eight of the nine blocks are held").isEmpty();
    array.write(2 * SECOND, 110, 1);
    assertThat(array.replies()).containsExactly(new SnapshotLost("PART", 0, MAXIMUM));
  }

  @Test
  void aFullPoolIsAReasonToo() {
    array = new SmallArray(new InitialExtent(0, 0, 8 * PAGE_BLOCKS));
    snapshot(0, "S");
    array.replies();
    array.write(0, 0, 1);
    assertThat(array.replies())
        .containsExactly(new SnapshotLost("S", 0, "the diff area could not grow: pool P0 is full"));
    assertThat(array.controller().version(0, 0)).isEqualTo(1);
    assertThat(array.world().events())
        .extracting(FakeContext.Event::id)
        .contains(ArrayEvents.POOL_FULL, ArrayEvents.DIFF_AREA_FULL);
  }

  @Test
  void aRevertThatFindsNoRoomLosesTheNewerSnapshot() {
    snapshot(0, "OLD");
    array.write(0, 0, 5);
    snapshot(SECOND, "NEW");
    array.replies();
    array.command(SECOND, new Revert("NEW", "OLD", List.of(new Extent(0, DATA)), AGENT));
    array.advance(SECOND + 50 * MS);
    assertThat(array.replies())
        .containsExactly(
            new SnapshotLost("NEW", 0, MAXIMUM), new Refused("Revert NEW", "snapshot NEW is gone"));
  }
}

package kagemusha.array;

import static kagemusha.array.SmallArray.BLOCK;
import static kagemusha.array.SmallArray.FRONT_END;
import static kagemusha.array.SmallArray.MS;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;
import static kagemusha.array.SmallArray.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand.CloseStream;
import kagemusha.array.protocol.ControllerCommand.CreateSnapshot;
import kagemusha.array.protocol.ControllerCommand.DeleteSnapshot;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.ControllerCommand.OpenWrite;
import kagemusha.array.protocol.ControllerNotice.Refused;
import kagemusha.array.protocol.ControllerNotice.SnapshotCreated;
import kagemusha.array.protocol.ControllerNotice.SnapshotDeleted;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;

/** A restore writes what it has to an LU. */
class WriteStreamTest {
  private static final EntityId SERVER = new EntityId("DPMSV.dpm");
  private static final EntityId AGENT = new EntityId("HYPR1.dpmra");
  private static final int ROW_BYTES = PAGE_BLOCKS * BLOCK;

  private SmallArray array = new SmallArray(new InitialExtent(0, 0, 2 * PAGE_BLOCKS));

  private void open(long time, int lu) {
    array.command(time, new OpenWrite("ST", lu, AGENT));
  }

  /** A row of the stream; versions as given, from its first block on, zero behind. */
  private void row(long time, long block, int bytes, int... versions) {
    int blocks = (bytes + BLOCK - 1) / BLOCK;
    int[] all = versions.length == 0 ? null : Arrays.copyOf(versions, blocks);
    StreamRows rows =
        new StreamRows(
            "ST",
            new long[] {time},
            new long[] {0},
            new long[] {block},
            new int[] {bytes},
            new int[][] {all});
    array.controller().accept(SERVER, rows);
  }

  /** Acknowledgements as {@code total@microseconds}. */
  private List<String> acks() {
    List<String> acks = new ArrayList<>();
    for (FakeContext.SentRows sent : array.world().rows()) {
      if (sent.rows() instanceof StreamAcks rows) {
        assertThat(sent.to()).isEqualTo(AGENT);
        assertThat(sent.network()).isEqualTo("san");
        assertThat(rows.stream()).isEqualTo("ST");
        for (int row = 0; row < rows.size(); row++) {
          acks.add(rows.writtenBytes(row) + "@" + rows.timeNanos(row) / 1000);
        }
      }
    }
    array.world().rows().clear();
    return acks;
  }

  @Test
  void rowsAreWrittenOneAfterTheOtherAndAcknowledged() {
    open(0, 0);
    row(0, 0, ROW_BYTES, 7, 8);
    row(0, PAGE_BLOCKS, ROW_BYTES, 9);
    row(10 * MS, 5 * PAGE_BLOCKS, 3 * BLOCK - 5, 1, 2, 3);
    array.advance(SECOND);

    assertThat(acks())
        .as("0.8 ms each, the last with 2 ms for its page")
        .containsExactly(
            ROW_BYTES + "@800",
            2 * ROW_BYTES + "@1600",
            2 * ROW_BYTES + 3 * BLOCK - 5 + "@" + (10_000 + 2_800));
    assertThat(array.controller().version(0, 1)).isEqualTo(8);
    assertThat(array.controller().version(0, PAGE_BLOCKS)).isEqualTo(9);
    assertThat(array.controller().version(0, 5 * PAGE_BLOCKS + 2)).isEqualTo(3);
    assertThat(array.counter("\\\\AMS\\Logical Unit(A)\\Write IOPS") * 60).isEqualTo(3);
  }

  @Test
  void aRowWithoutVersionsWritesZeros() {
    array.write(0, 4, 4);
    open(SECOND, 0);
    row(SECOND, 5, 2 * BLOCK);
    array.advance(2 * SECOND);
    assertThat(List.of(4, 5, 6, 7))
        .extracting(block -> array.controller().version(0, block))
        .containsExactly(1, 0, 0, 1);
  }

  @Test
  void roomInTheCacheSetsThePace() {
    array = new SmallArray(SmallArray.spec(256L * BLOCK), new InitialExtent(0, 0, 512));
    open(0, 0);
    for (int i = 0; i < 4; i++) {
      row(0, i * PAGE_BLOCKS, ROW_BYTES, 1);
    }
    array.advance(10 * SECOND);
    List<String> acks = acks();
    assertThat(acks).hasSize(4).first().isEqualTo(ROW_BYTES + "@800");
    long last = Long.parseLong(acks.get(3).replaceAll(".*@", ""));
    assertThat(last).as("384 blocks of 1 ms on two pairs of disks").isGreaterThan(190_000);
  }

  @Test
  void whatASnapshotHoldsIsSavedFirst() {
    array.write(0, 0, 2);
    array.command(SECOND, new CreateSnapshot("S", 0, List.of(new Extent(0, 64)), AGENT));
    open(SECOND, 0);
    array.advance(2 * SECOND);
    row(2 * SECOND, 0, ROW_BYTES, 5, 6);
    array.advance(3 * SECOND);
    assertThat(acks()).singleElement().asString().startsWith(ROW_BYTES + "@20");
    assertThat(array.controller().version(0, 0)).isEqualTo(5);

    array.command(
        3 * SECOND,
        new OpenStream("R", "S", List.of(new Extent(0, 4)), BLOCK, 1, Long.MAX_VALUE, AGENT));
    array.advance(4 * SECOND);
    StreamRows shown = (StreamRows) array.world().rows().get(0).rows();
    assertThat(shown.versions(0)).containsExactly(1, 1, 0, 0);
    array.replies();
    array.command(4 * SECOND, new DeleteSnapshot("S", AGENT));
    assertThat(array.replies()).containsExactly(new SnapshotDeleted("S", 0, 64));
  }

  @Test
  void theTimeOfTheCopyDelaysTheAcknowledgement() {
    array.command(0, new CreateSnapshot("S", 0, AGENT));
    open(0, 0);
    row(0, 8, 2 * BLOCK, 1, 1);
    array.advance(SECOND);
    assertThat(acks()).containsExactly(2 * BLOCK + "@" + (FRONT_END / 1000 + 2_700 + 2_000));
  }

  @Test
  void aClosedStreamSaysNothingMore() {
    open(0, 0);
    row(0, 0, ROW_BYTES, 7);
    row(0, 20, BLOCK, 8);
    array.advance(MS / 2);
    array.command(MS / 2, new CloseStream("ST"));
    array.advance(SECOND);
    row(SECOND, 0, BLOCK, 9);
    array.advance(2 * SECOND);
    assertThat(acks()).isEmpty();
    assertThat(array.controller().version(0, 0)).as("what was under way ends").isEqualTo(7);
    assertThat(array.controller().version(0, 20)).as("what was not does not begin").isZero();
    open(2 * SECOND, 0);
    row(2 * SECOND, 0, BLOCK, 9);
    array.advance(3 * SECOND);
    assertThat(acks()).containsExactly(BLOCK + "@2000800");
  }

  @Test
  void whatCannotBeWrittenIsRefused() {
    open(0, 1);
    open(0, 0);
    open(0, 0);
    array.command(0, new CreateSnapshot("S", 0, AGENT));
    array.command(0, new OpenStream("R", "S", List.of(new Extent(0, 128)), BLOCK, 1, 0, AGENT));
    array.command(0, new OpenWrite("R", 0, AGENT));
    assertThat(array.replies())
        .containsExactly(
            new Refused("OpenWrite ST", "LU 1 is not managed by this controller"),
            new Refused("OpenWrite ST", "a stream of this name is open"),
            new SnapshotCreated("S", 0, array.controller().id()),
            new Refused("OpenWrite R", "a stream of this name is open"));

    row(0, 0, BLOCK, 1);
    row(MS, 16 * PAGE_BLOCKS - 1, 2 * BLOCK);
    row(2 * MS, 2, BLOCK, 1);
    array.advance(SECOND);
    assertThat(array.replies())
        .containsExactly(
            new Refused("OpenWrite ST", "LU A of 2048 blocks has no 32768 bytes at block 2047"));
    assertThat(array.controller().version(0, 2)).as("the stream is closed").isZero();
    assertThat(array.world().events())
        .extracting(FakeContext.Event::id)
        .contains(ArrayEvents.RESTORE_FAILED);
  }

  @Test
  void aFullPoolEndsTheStream() {
    array = new SmallArray(new InitialExtent(0, 0, 8 * PAGE_BLOCKS));
    open(0, 0);
    row(0, 0, BLOCK, 3);
    row(0, 8 * PAGE_BLOCKS, BLOCK, 4);
    row(0, 1, BLOCK, 5);
    array.advance(SECOND);
    assertThat(acks()).containsExactly(BLOCK + "@800");
    assertThat(array.replies()).containsExactly(new Refused("OpenWrite ST", "pool P0 is full"));
    assertThat(array.controller().version(0, 8 * PAGE_BLOCKS)).isZero();
    assertThat(array.controller().version(0, 1)).isZero();
  }
}

package kagemusha.array;

import static kagemusha.array.SmallArray.BLOCK;
import static kagemusha.array.SmallArray.FRONT_END;
import static kagemusha.array.SmallArray.MS;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;
import static kagemusha.array.SmallArray.SECOND;
import static kagemusha.array.SmallArray.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.CloseStream;
import kagemusha.array.protocol.ControllerCommand.CreateSnapshot;
import kagemusha.array.protocol.ControllerCommand.DeleteSnapshot;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.Grant;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.ControllerNotice.Refused;
import kagemusha.array.protocol.ControllerNotice.SnapshotCreated;
import kagemusha.array.protocol.ControllerNotice.SnapshotDeleted;
import kagemusha.array.protocol.ControllerNotice.SnapshotLost;
import kagemusha.array.protocol.ControllerNotice.StreamEnded;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.StreamRows;
import kagemusha.array.protocol.VersionDigest;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import org.junit.jupiter.api.Test;

/** The life of a software snapshot: copy-on-write while a stream reads it. */
class SnapshotStreamTest {
  private static final EntityId AGENT = new EntityId("HYPR2.agent");
  private static final EntityId CONTROLLER = new EntityId("AMS.CTL0");
  private static final int DATA_BLOCKS = 2 * PAGE_BLOCKS;

  private final SmallArray array = new SmallArray(new InitialExtent(0, 0, DATA_BLOCKS));
  private long now;

  private void command(ControllerCommand command) {
    command(command, 9);
  }

  private void command(ControllerCommand command, long padNanos) {
    array.controller().on(command, array.world().now(now, padNanos));
  }

  private void runTo(long until) {
    array.advance(until);
    now = until;
  }

  private List<Message> replies() {
    List<Message> replies = new ArrayList<>();
    array.world().sent().forEach(sent -> replies.add(sent.message()));
    array.world().sent().clear();
    return replies;
  }

  private static OpenStream open(long granted, Extent... extents) {
    return new OpenStream("ST", "S", List.of(extents), 4 * BLOCK, 4, granted, AGENT);
  }

  private List<StreamRows> pieces() {
    List<StreamRows> pieces = new ArrayList<>();
    array.world().rows().stream()
        .filter(sent -> sent.rows() instanceof StreamRows)
        .forEach(sent -> pieces.add((StreamRows) sent.rows()));
    array.world().rows().clear();
    return pieces;
  }

  @Test
  void theFirstWriteToABlockReadsItAndWritesItAway() {
    command(new CreateSnapshot("S", 0, AGENT));
    assertThat(replies()).containsExactly(new SnapshotCreated("S", 0, CONTROLLER));

    IoBatch.Builder rows = new IoBatch.Builder();
    row(rows, 0, 8, 2, IoKind.WRITE);
    row(rows, 30 * MS, 8, 2, IoKind.WRITE);
    row(rows, 60 * MS, 5 * PAGE_BLOCKS, 2, IoKind.WRITE);
    array.accept(rows);
    runTo(60 * SECOND);

    assertThat(array.completions())
        .as("with 2.7 ms for the copy and 2 ms for a page of the diff area; without; on a new page")
        .containsExactly("0@5500 5500", "1@30800 800", "2@62800 2800");
    assertThat(array.counter("\\\\AMS\\Logical Unit(A)\\Copy-on-Write/sec") * 60).isEqualTo(1);
    assertThat(array.counter("\\\\AMS\\Logical Unit(A)\\Read IOPS") * 60).isEqualTo(1);
    assertThat(array.counter("\\\\AMS\\Logical Unit(A)\\Write IOPS") * 60).isEqualTo(4);

    command(new DeleteSnapshot("S", AGENT));
    assertThat(replies()).containsExactly(new SnapshotDeleted("S", 0, 2));
    assertThat(array.world().events())
        .extracting(FakeContext.Event::id)
        .containsExactly(ArrayEvents.SNAPSHOT_CREATED, ArrayEvents.SNAPSHOT_DELETED);
  }

  @Test
  void aWriteThatWaitsWhenTheSnapshotIsTakenIsCopiedToo() {
    SmallArray small =
        new SmallArray(SmallArray.spec(16L * BLOCK), new InitialExtent(0, 0, DATA_BLOCKS));
    IoBatch.Builder rows = new IoBatch.Builder();
    for (int i = 0; i < 12; i++) {
      row(rows, i, 16 * i, 2, IoKind.WRITE);
    }
    small.accept(rows);
    long taken = 3 * MS / 2;
    small.advance(taken);
    small.controller().on(new CreateSnapshot("S", 0, AGENT), small.world().now(taken, 9));
    small.advance(60 * SECOND);
    small.controller().on(new DeleteSnapshot("S", AGENT), small.world().now(60 * SECOND, 9));

    assertThat(small.completions()).hasSize(12);
    assertThat(small.world().sent())
        .extracting(FakeContext.Sent::message)
        .as("four writes were in the cache, eight waited")
        .containsExactly(new SnapshotCreated("S", 0, CONTROLLER), new SnapshotDeleted("S", 0, 16));
    assertThat(small.counter("\\\\AMS\\Logical Unit(A)\\Copy-on-Write/sec") * 60).isEqualTo(8);
  }

  @Test
  void aStreamShowsTheSnapshotHoweverMuchIsWrittenMeanwhile() {
    array.write(0, 3, 2);
    runTo(SECOND);
    command(new CreateSnapshot("S", 0, AGENT));
    for (int i = 0; i < 20; i++) {
      array.write(now, 3 + 10 * i, 2);
      now += 100 * MS;
    }
    command(open(Long.MAX_VALUE, new Extent(0, DATA_BLOCKS)));
    array.write(now, 4, 2);
    runTo(60 * SECOND);

    int[] expected = new int[PAGE_BLOCKS];
    expected[3] = 1;
    expected[4] = 1;
    List<StreamRows> pieces = pieces();
    assertThat(pieces.get(0).versions(0)).isEqualTo(expected);
    VersionDigest digest = new VersionDigest();
    digest.add(0, PAGE_BLOCKS, expected);
    digest.add(PAGE_BLOCKS, PAGE_BLOCKS, null);
    assertThat(replies())
        .endsWith(new StreamEnded("ST", (long) DATA_BLOCKS * BLOCK, digest.value()));
    assertThat(array.controller().version(0, 4)).isEqualTo(22);
  }

  @Test
  void aStreamStopsAtItsGrantAndGoesOnWithTheNext() {
    command(new CreateSnapshot("S", 0, AGENT));
    long piece = (long) PAGE_BLOCKS * BLOCK;
    command(open(piece, new Extent(0, DATA_BLOCKS)));
    runTo(10 * SECOND);
    assertThat(pieces()).singleElement().satisfies(rows -> assertThat(rows.size()).isEqualTo(1));
    runTo(20 * SECOND);
    assertThat(pieces()).isEmpty();

    command(new Grant("ST", 2 * piece), 4);
    runTo(30 * SECOND);
    assertThat(pieces())
        .singleElement()
        .satisfies(rows -> assertThat(rows.padNanos(0)).as("that of the order").isEqualTo(9));
    assertThat(replies()).last().isInstanceOf(StreamEnded.class);
    command(new Grant("ST", 3 * piece));
    runTo(40 * SECOND);
    assertThat(replies()).as("late grants mean nothing").isEmpty();
  }

  @Test
  void pagesThatWereNeverWrittenCostNoDiskTime() {
    command(new CreateSnapshot("S", 0, AGENT));
    command(open(Long.MAX_VALUE, new Extent(8 * PAGE_BLOCKS, PAGE_BLOCKS)));
    runTo(60 * SECOND);
    assertThat(pieces().get(0).timeNanos(0)).isEqualTo(32 / 4 * FRONT_END + 3 * 100_000);
    for (int disk = 0; disk < 4; disk++) {
      assertThat(array.counter("\\\\AMS\\Physical Disk(RG0." + disk + ")\\Operations/sec"))
          .isZero();
    }
  }

  @Test
  void aClosedStreamSaysNothingMoreAndADeletedSnapshotClosesItsOwn() {
    command(new CreateSnapshot("S", 0, AGENT));
    command(open(Long.MAX_VALUE, new Extent(0, DATA_BLOCKS)));
    runTo(3 * MS);
    command(new CloseStream("ST"));
    replies();
    runTo(SECOND);
    assertThat(pieces()).as("after the close").isEmpty();
    assertThat(replies()).isEmpty();

    command(open(Long.MAX_VALUE, new Extent(0, DATA_BLOCKS)));
    runTo(now + 3 * MS);
    assertThat(replies()).as("the name is free again").isEmpty();
    command(new DeleteSnapshot("S", AGENT));
    assertThat(replies()).containsExactly(new SnapshotDeleted("S", 0, 0));
    runTo(now + SECOND);
    assertThat(pieces()).as("after the deletion").isEmpty();
    assertThat(replies()).isEmpty();
    assertThat(array.world().events())
        .extracting(FakeContext.Event::id)
        .contains(ArrayEvents.STREAMS_DROPPED);
  }

  @Test
  void aSnapshotIsLostWhenThePoolHasNoPageForItsOldData() {
    SmallArray full = new SmallArray(new InitialExtent(0, 0, 8 * PAGE_BLOCKS));
    full.controller().on(new CreateSnapshot("S", 0, AGENT), full.world().now(0, 9));
    full.controller().on(new CreateSnapshot("T", 0, CONTROLLER), full.world().now(0, 9));
    Extent all = new Extent(0, 8 * PAGE_BLOCKS);
    full.controller().on(open(Long.MAX_VALUE, all), full.world().now(0, 9));
    full.accept(row(new IoBatch.Builder(), 200 * MS, 7 * PAGE_BLOCKS, 1, IoKind.WRITE));
    full.advance(10 * SECOND);
    full.controller().on(new DeleteSnapshot("S", AGENT), full.world().now(10 * SECOND, 9));

    assertThat(full.controller().version(0, 7 * PAGE_BLOCKS)).as("the write itself").isEqualTo(1);
    String why = "the diff area could not grow: pool P0 is full";
    assertThat(full.world().sent())
        .extracting(FakeContext.Sent::to, FakeContext.Sent::padNanos, FakeContext.Sent::message)
        .containsExactly(
            tuple(AGENT, 9L, new SnapshotCreated("S", 0, CONTROLLER)),
            tuple(CONTROLLER, 9L, new SnapshotCreated("T", 0, CONTROLLER)),
            tuple(AGENT, 0L, new SnapshotLost("S", 0, why)),
            tuple(CONTROLLER, 0L, new SnapshotLost("T", 0, why)),
            tuple(AGENT, 9L, new Refused("DeleteSnapshot S", "there is no such snapshot")));
    assertThat(full.world().events())
        .extracting(FakeContext.Event::id, FakeContext.Event::level)
        .containsExactly(
            tuple(ArrayEvents.SNAPSHOT_CREATED, Level.INFORMATION),
            tuple(ArrayEvents.SNAPSHOT_CREATED, Level.INFORMATION),
            tuple(ArrayEvents.POOL_FULL, Level.CRITICAL),
            tuple(ArrayEvents.DIFF_AREA_FULL, Level.ERROR),
            tuple(ArrayEvents.DIFF_AREA_FULL, Level.ERROR));
    long lost = full.world().events().get(3).timeNanos();
    assertThat(full.world().rows())
        .filteredOn(sent -> sent.rows() instanceof StreamRows)
        .as("what was complete before")
        .singleElement()
        .satisfies(
            sent -> {
              assertThat(sent.rows().size()).isBetween(1, 7);
              assertThat(sent.rows().timeNanos(sent.rows().size() - 1)).isLessThan(lost);
            });
  }

  @Test
  void aSnapshotOfExtentsCopiesAndShowsNothingElse() {
    List<Extent> disks = List.of(new Extent(0, 16), new Extent(64, 16));
    command(new CreateSnapshot("S", 0, disks, AGENT));
    array.write(0, 20, 2);
    array.write(SECOND, 15, 2);
    array.write(2 * SECOND, 64, 16);
    runTo(60 * SECOND);
    assertThat(array.counter("\\\\AMS\\Logical Unit(A)\\Copy-on-Write/sec") * 60).isEqualTo(2);

    replies();
    command(open(Long.MAX_VALUE, new Extent(0, 17)));
    command(open(Long.MAX_VALUE, new Extent(8, 8), new Extent(64, 16)));
    runTo(70 * SECOND);
    List<Message> replies = replies();
    assertThat(replies.get(0))
        .isEqualTo(
            new Refused(
                "OpenStream ST", "outside the snapshot are [Extent[firstBlock=0, blocks=17]]"));
    assertThat(replies.get(1)).isInstanceOf(StreamEnded.class);
    assertThat(pieces().get(0).versions(1)).as("as it was").isNull();
    command(new DeleteSnapshot("S", AGENT));
    assertThat(replies()).containsExactly(new SnapshotDeleted("S", 0, 17));
  }

  @Test
  void whatCannotBeDoneIsRefused() {
    command(new CreateSnapshot("S", 1, AGENT));
    command(new CreateSnapshot("S", 0, AGENT));
    command(new CreateSnapshot("S", 0, AGENT));
    command(new CreateSnapshot("U", 0, List.of(new Extent(2040, 9)), AGENT));
    command(new DeleteSnapshot("T", AGENT));
    command(open(0, new Extent(0, 1 << 20)));
    command(open(0, new Extent(0, 1)));
    command(open(0, new Extent(0, 1)));
    assertThat(replies())
        .containsExactly(
            new Refused("CreateSnapshot S", "LU 1 is not managed by AMS.CTL0"),
            new SnapshotCreated("S", 0, CONTROLLER),
            new Refused("CreateSnapshot S", "the name is taken"),
            new Refused(
                "CreateSnapshot U", "outside the LU are [Extent[firstBlock=2040, blocks=9]]"),
            new Refused("DeleteSnapshot T", "there is no such snapshot"),
            new Refused(
                "OpenStream ST", "outside the LU are [Extent[firstBlock=0, blocks=1048576]]"),
            new Refused("OpenStream ST", "a stream of this name is open"));
  }
}

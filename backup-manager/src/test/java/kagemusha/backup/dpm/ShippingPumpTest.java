package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.VssNotice;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupSpec;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.testkit.RecordingContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The paper's agent with its rate and window; a quantum is 250 ms here. */
class ShippingPumpTest {
  private static final long QUANTUM = 250_000_000;
  private static final Topology PAPER = TopologyReader.bundled("paper");
  private static final BackupSpec SPEC = PAPER.backup();
  private static final long RATE = SPEC.shipBytesPerSecond();
  private static final long WINDOW = SPEC.windowBytes() + RATE * 4 * QUANTUM / 1_000_000_000;
  private static final int PIECE = 2 * 1024 * 1024;
  private static final EntityId SELF = new EntityId("HYPR2.dpmra");
  private static final EntityId SERVER = new EntityId("DPMSV.dpm");
  private static final EntityId CTL0 = new EntityId("AMS2300.CTL0");
  private static final JobOrder JOB =
      new JobOrder("J", BackupJob.Kind.EXPRESS_FULL, BackupJob.Method.NETWORK, "GUEST3", 1, SERVER);
  private static final VssNotice.Image IMAGE = new VssNotice.Image(0, CTL0, "J.lu0");
  private static final VmDisks.Disk DISK =
      new VmDisks.Disk(VhdRole.DATABASE, 0, 0, List.of(new Extent(0, 1000)));
  private static final ControllerNotice.StreamEnded END =
      new ControllerNotice.StreamEnded("J.DATABASE", 3L * PIECE, 77);

  private final RecordingContext context = new RecordingContext(QUANTUM);
  private final ShippingPump pump =
      new ShippingPump(SELF, new BackupWiring(PAPER, Map.of("GUEST3", "HYPR2")));

  @BeforeEach
  void open() {
    open(Purpose.COPY);
  }

  private void open(Purpose purpose) {
    pump.open(JOB, "J.DATABASE", DISK, IMAGE, purpose, context.at(1_000, 40));
  }

  private static StreamRows pieces(String stream, long... times) {
    long[] blocks = new long[times.length];
    int[] bytes = new int[times.length];
    for (int i = 0; i < times.length; i++) {
      blocks[i] = i * 128L;
      bytes[i] = PIECE;
    }
    return new StreamRows(
        stream, times, new long[times.length], blocks, bytes, new int[times.length][]);
  }

  private List<Long> shippedTimes() {
    List<Long> times = new ArrayList<>();
    for (RecordingContext.Rows rows : context.drainRows()) {
      assertThat(rows.network()).isEqualTo("management");
      assertThat(rows.to()).isEqualTo(SERVER);
      for (int row = 0; row < rows.rows().size(); row++) {
        times.add(rows.rows().timeNanos(row));
      }
    }
    return times;
  }

  private List<RecordingContext.Sent> reports() {
    return context.drainSent().stream()
        .filter(sent -> sent.message() instanceof DpmServer.DiskShipped)
        .toList();
  }

  @Test
  void opensTheStreamWithAWindowThatFourPaddedHopsCannotNarrow() {
    assertThat(context.drainSent())
        .containsExactly(
            new RecordingContext.Sent(
                1_000,
                40,
                "san",
                CTL0,
                new ControllerCommand.OpenStream(
                    "J.DATABASE",
                    "J.lu0",
                    DISK.extents(),
                    SPEC.softwareReplica().readBytes(),
                    SPEC.softwareReplica().depth(),
                    SPEC.softwareReplica().prefetchLimitBytes(),
                    WINDOW,
                    SELF)));
  }

  @Test
  void shipsAtItsRateAndNoFaster() {
    pump.accept(CTL0, pieces("J.DATABASE", 0, 0, 0, 1_000_000_000));
    long each = PIECE * 1_000_000_000L / RATE;
    assertThat(pump.nextWorkNanos()).isZero();
    pump.advance(each + 1, context);
    assertThat(shippedTimes()).containsExactly(each);
    assertThat(pump.nextWorkNanos()).isEqualTo(2 * each);
    pump.advance(2_000_000_000L, context);
    assertThat(shippedTimes()).containsExactly(2 * each, 3 * each, 1_000_000_000 + each);
    assertThat(pump.totalShipped()).isEqualTo(4L * PIECE);
    assertThat(pump.drainShipped(10)).isEqualTo(4 * PIECE / 10.0);
  }

  @Test
  void tellsTheServerOnceWhenTheEndIsKnownBeforeTheLastPieceIsOut() {
    pump.accept(CTL0, pieces("J.DATABASE", 0, 0, 0));
    pump.ended(END, context.at(500, 0));
    assertThat(reports()).isEmpty();
    long last = 3 * (PIECE * 1_000_000_000L / RATE);
    pump.advance(last, context);
    assertThat(reports()).as("the last piece is still here").isEmpty();
    pump.advance(last + 1, context);
    assertThat(reports())
        .extracting(RecordingContext.Sent::timeNanos, RecordingContext.Sent::message)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                last,
                new DpmServer.DiskShipped("J", "J.DATABASE", 3L * PIECE, 3L * PIECE, 0, -1, 77)));
    pump.advance(10 * last, context);
    assertThat(reports()).isEmpty();
  }

  @Test
  void tellsTheServerOnceWhenTheEndBecomesKnownLater() {
    pump.accept(CTL0, pieces("J.DATABASE", 0, 0, 0));
    pump.advance(1_000_000_000, context);
    assertThat(reports()).isEmpty();
    pump.ended(END, context.at(2_000_000_000, 0));
    pump.ended(END, context.at(2_000_000_001, 0));
    assertThat(reports()).hasSize(1);
  }

  @Test
  void everyAcknowledgementMovesTheWindow() {
    pump.accept(CTL0, pieces("J.DATABASE", 0, 0, 0));
    pump.advance(1_000_000_000, context);
    context.drainSent();
    pump.accept(
        SERVER,
        new StreamAcks(
            "J.DATABASE",
            new long[] {1_000_000_010, 1_000_000_020},
            new long[] {PIECE, 2L * PIECE}));
    pump.advance(1_000_000_100, context);
    assertThat(context.drainSent())
        .extracting(RecordingContext.Sent::timeNanos, RecordingContext.Sent::message)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                1_000_000_020L, new ControllerCommand.Grant("J.DATABASE", 2L * PIECE + WINDOW)));
    pump.ended(END, context.at(1_000_000_200, 0));
    context.drainSent();
    pump.accept(
        SERVER, new StreamAcks("J.DATABASE", new long[] {1_000_000_300}, new long[] {3L * PIECE}));
    pump.advance(1_000_000_400, context);
    assertThat(context.drainSent()).as("nothing is left to be granted").isEmpty();
  }

  private static ChecksumRows checksums(long time, int block, int version) {
    int[] versions = new int[128];
    versions[block] = version;
    return new ChecksumRows(
        "J.DATABASE",
        new long[] {time},
        new long[] {0},
        new int[] {PIECE},
        new int[][] {versions},
        new int[][] {null});
  }

  /**
   * A piece waits for its checksums, takes the time of the comparison, then what differs leaves.
   */
  @Test
  void shipsOnlyWhatDiffersFromTheChecksums() {
    open(Purpose.COMPARE);
    pump.accept(CTL0, pieces("J.DATABASE", 0));
    pump.advance(5_000_000, context);
    assertThat(context.drainRows()).isEmpty();
    pump.accept(SERVER, checksums(5_000_000, 7, 3));
    long compared = 5_000_000 + PIECE * 1_000_000_000L / SPEC.dpm().checksumBytesPerSecond();
    long left = compared + 16_384 * 1_000_000_000L / RATE;
    pump.advance(compared, context);
    assertThat(context.drainRows()).isEmpty();
    assertThat(pump.nextWorkNanos()).isEqualTo(compared);
    pump.advance(left + 1, context);
    List<RecordingContext.Rows> rows = context.drainRows();
    assertThat(rows).hasSize(2);
    StreamAcks progress = (StreamAcks) rows.get(0).rows();
    assertThat(progress.timeNanos(0)).isEqualTo(compared);
    assertThat(progress.writtenBytes(0)).isEqualTo(PIECE);
    StreamRows shipped = (StreamRows) rows.get(1).rows();
    assertThat(shipped.size()).isEqualTo(1);
    assertThat(shipped.timeNanos(0)).isEqualTo(left);
    assertThat(shipped.firstBlock(0)).isEqualTo(7);
    assertThat(shipped.bytes(0)).isEqualTo(16_384);
    context.drainSent();
    pump.ended(new ControllerNotice.StreamEnded("J.DATABASE", PIECE, 55), context.at(left + 9, 0));
    assertThat(reports())
        .extracting(RecordingContext.Sent::message)
        .containsExactly(new DpmServer.DiskShipped("J", "J.DATABASE", PIECE, 16_384, 1, 7, 55));
  }

  @Test
  void aProofTakesNoTimeAndShipsNothing() {
    open(Purpose.PROOF);
    pump.accept(CTL0, pieces("J.DATABASE", 0));
    pump.accept(SERVER, checksums(10, 7, 3));
    pump.advance(11, context);
    assertThat(context.drainRows()).as("progress").hasSize(1);
    context.drainSent();
    pump.ended(new ControllerNotice.StreamEnded("J.DATABASE", PIECE, 55), context.at(12, 0));
    assertThat(reports())
        .extracting(RecordingContext.Sent::message)
        .containsExactly(new DpmServer.DiskShipped("J", "J.DATABASE", PIECE, 0, 1, 7, 55));
    assertThat(pump.totalRead()).isZero();
  }

  @Test
  void moreThanTheWindowIsABrokenInvariant() {
    int within = (int) (WINDOW / PIECE);
    pump.accept(CTL0, pieces("J.DATABASE", new long[within]));
    pump.advance(Long.MAX_VALUE, context);
    pump.invariant();
    pump.accept(CTL0, pieces("J.DATABASE", 0));
    pump.advance(Long.MAX_VALUE, context);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(pump::invariant))
        .hasMessageContaining("of " + WINDOW + " granted");
  }

  @Test
  void whatBelongsToAnotherStreamOrToNoneIsNotShipped() {
    pump.accept(CTL0, pieces("K.DATABASE", 0));
    pump.advance(1_000_000_000, context);
    pump.accept(CTL0, pieces("J.DATABASE", 0, 0));
    pump.advance(1, context);
    pump.close();
    pump.accept(CTL0, pieces("J.DATABASE", 5));
    pump.advance(Long.MAX_VALUE, context);
    pump.ended(END, context.at(5, 0));
    assertThat(shippedTimes()).isEmpty();
    assertThat(reports()).isEmpty();
  }
}

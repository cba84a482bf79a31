package kagemusha.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
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
  private static final Topology.BackupSpec SPEC = PAPER.backup();
  private static final long RATE = SPEC.shipBytesPerSecond();
  private static final long WINDOW = SPEC.windowBytes() + RATE * 4 * QUANTUM / 1_000_000_000;
  private static final int PIECE = 2 * 1024 * 1024;
  private static final EntityId SELF = new EntityId("HYPR2.dpmra");
  private static final EntityId SERVER = new EntityId("DPMSV.dpm");
  private static final EntityId CTL0 = new EntityId("AMS2300.CTL0");
  private static final ReplicaJob JOB = new ReplicaJob("J", "GUEST3", 1, SERVER);
  private static final VmDisks.Disk DISK =
      new VmDisks.Disk(VhdRole.DATABASE, 0, List.of(new Extent(0, 1000)));
  private static final ControllerNotice.StreamEnded END =
      new ControllerNotice.StreamEnded("J.DATABASE", 3L * PIECE, 77);

  private final RecordingContext context = new RecordingContext(QUANTUM);
  private final ShippingPump pump =
      new ShippingPump(SELF, new BackupWiring(PAPER, Map.of("GUEST3", "HYPR2")));

  @BeforeEach
  void open() {
    pump.open(JOB, DISK, context.at(1_000, 40));
  }

  private static StreamRows pieces(String stream, long... times) {
    return pieces(0, stream, times);
  }

  private static StreamRows pieces(long padNanos, String stream, long... times) {
    long[] pads = new long[times.length];
    Arrays.fill(pads, padNanos);
    long[] blocks = new long[times.length];
    int[] bytes = new int[times.length];
    for (int i = 0; i < times.length; i++) {
      blocks[i] = i * 128L;
      bytes[i] = PIECE;
    }
    return new StreamRows(stream, times, pads, blocks, bytes, new int[times.length][]);
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
                    SPEC.streamReadBytes(),
                    SPEC.streamDepth(),
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
                new DpmServer.DiskShipped(
                    "J", "GUEST3", VhdRole.DATABASE, "J.DATABASE", 3L * PIECE, 77, SELF)));
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

  /** The array has passed on the padding of the order; the pump adds none of its own. */
  @Test
  void theReportHasThePaddingOfThePiecesOrOfTheEndIfThatComesLater() {
    long pad = 40 + 2 * QUANTUM;
    pump.accept(CTL0, pieces(pad, "J.DATABASE", 0, 0, 0));
    pump.ended(END, context.at(500, pad));
    pump.advance(1_000_000_000, context);
    assertThat(reports()).extracting(RecordingContext.Sent::padNanos).containsExactly(pad);

    pump.open(JOB, DISK, context.at(2_000_000_000, 70));
    pump.accept(CTL0, pieces(70, "J.DATABASE", 2_000_000_000, 2_000_000_000, 2_000_000_000));
    pump.advance(3_000_000_000L, context);
    pump.ended(END, context.at(4_000_000_000L, 90));
    assertThat(reports()).extracting(RecordingContext.Sent::padNanos).containsExactly(90L);
  }

  @Test
  void everyAcknowledgementMovesTheWindow() {
    context.drainSent();
    pump.accept(
        SERVER, new StreamAcks("J.DATABASE", new long[] {10, 20}, new long[] {PIECE, 2L * PIECE}));
    pump.advance(100, context);
    assertThat(context.drainSent())
        .extracting(RecordingContext.Sent::timeNanos, RecordingContext.Sent::message)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                20L, new ControllerCommand.Grant("J.DATABASE", 2L * PIECE + WINDOW)));
    pump.ended(END, context.at(200, 0));
    pump.accept(SERVER, new StreamAcks("J.DATABASE", new long[] {300}, new long[] {3L * PIECE}));
    pump.advance(400, context);
    assertThat(context.drainSent()).as("nothing is left to be granted").isEmpty();
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

package kagemusha.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.testkit.RecordingContext;
import kagemusha.kernel.testkit.RecordingContext.Logged;
import kagemusha.kernel.testkit.RecordingContext.Sent;
import org.junit.jupiter.api.Test;

/** Writes to volume 0 are held at its owner HYPR1 for the snapshot set S; the quantum is 1 ms. */
class WriteHoldTest {
  private static final CsvWiring WIRING =
      new CsvWiring(TopologyReader.bundled("paper"), Map.of("SYS&DB", "HYPR1", "LOG", "HYPR1"));
  private static final long QUANTUM = 1_000_000;
  private static final long LIMIT = 10_000_000_000L;
  private static final int PAGE = 16 * 1024;
  private static final EntityId GUEST = new EntityId("GUEST1");
  private static final EntityId H1 = new EntityId("HYPR1.csv");
  private static final EntityId H2 = new EntityId("HYPR2.csv");
  private static final EntityId CTL0 = new EntityId("AMS2300.CTL0");
  private static final EntityId VSS = new EntityId("HYPR1.vss");
  private static final CsvNode.HoldWrites HOLD = new CsvNode.HoldWrites(0, "S", VSS);
  private static final CsvNode.ReleaseWrites RELEASE = new CsvNode.ReleaseWrites(0, "S");
  private static final CsvNode.WritesHeld HELD = new CsvNode.WritesHeld(0, "S");
  private static final CsvNode.HoldExpired EXPIRED = new CsvNode.HoldExpired(0, "S");

  private final RecordingContext context = new RecordingContext(QUANTUM);
  private final CsvNode node = new CsvNode("HYPR1", WIRING);

  private static IoBatch io(long time, IoKind kind, int slot) {
    return new IoBatch.Builder()
        .add(time, 7, 0, 700, PAGE, kind, IoTag.of(0, PAGE, slot))
        .build(GUEST);
  }

  private void arrives(EntityId from, IoBatch batch) {
    node.accept(from, batch);
    node.advance(Long.MAX_VALUE, context);
  }

  private void back(long time, long pad, IoKind kind, int slot) {
    int payload = kind == IoKind.READ ? PAGE : 0;
    node.accept(
        CTL0,
        new IoCompletions.Builder()
            .add(time, pad, IoTag.of(0, PAGE, slot), 5, 0, payload)
            .build(List.of(GUEST, H1)));
    node.advance(Long.MAX_VALUE, context);
    context.drainRows();
  }

  /** Slot, time and padding of each row that has gone out. */
  private List<String> out() {
    List<String> lines = new ArrayList<>();
    for (RecordingContext.Rows rows : context.drainRows()) {
      IoBatch batch = (IoBatch) rows.rows();
      for (int row = 0; row < batch.size(); row++) {
        lines.add(
            "%d at %d+%d"
                .formatted(IoTag.slot(batch.tag(row)), batch.timeNanos(row), batch.padNanos(row)));
      }
    }
    return lines;
  }

  private static Sent told(long time, long pad, CsvNode.Notice notice) {
    return new Sent(time, pad, "", VSS, notice);
  }

  @Test
  void withoutAWriteInFlightTheAnswerComesAtOnce() {
    arrives(GUEST, io(100, IoKind.READ, 1));
    node.on(HOLD, context.at(1_000, 200));
    assertThat(context.drainSent()).containsExactly(told(1_000, 200, HELD));
    assertThat(context.drainTimers())
        .containsExactly(
            new RecordingContext.Timer(
                "writes0", 1_000 + LIMIT + 8 * QUANTUM, new CsvNode.WriteHoldLimit(0, "S")));
    assertThat(context.drainLogged())
        .containsExactly(new Logged(9009, Level.INFORMATION, "Writes to volume SYS&DB are held."));
  }

  @Test
  void theAnswerWaitsForTheLastWrite() {
    arrives(GUEST, io(100, IoKind.WRITE, 1));
    arrives(GUEST, io(100, IoKind.METADATA, 2));
    arrives(GUEST, io(100, IoKind.READ, 3));
    node.on(HOLD, context.at(1_000, 200));
    assertThat(context.drainSent()).isEmpty();
    back(1_500, 50, IoKind.WRITE, 1);
    assertThat(context.drainSent()).as("metadata is a write too").isEmpty();
    back(2_500, 60, IoKind.WRITE, 2);
    assertThat(context.drainSent())
        .as("the padding of the hold's beginning and of the write that ended the wait")
        .containsExactly(told(2_500, 260, HELD));
    back(3_000, 60, IoKind.READ, 3);
    assertThat(context.drainSent()).as("said once").isEmpty();
  }

  @Test
  void writesOfAllHostsWaitAndReadsPass() {
    node.on(HOLD, context.at(1_000, 200));
    arrives(GUEST, io(1_000, IoKind.WRITE, 1));
    arrives(GUEST, io(1_100, IoKind.READ, 2));
    arrives(GUEST, io(1_200, IoKind.METADATA, 3));
    arrives(H2, io(4_900, IoKind.WRITE, 4).via(H2));
    assertThat(out()).containsExactly("2 at 1100+7");
    node.on(RELEASE, context.at(5_000, 700));
    assertThat(out())
        .as("of 4,000 ns of waiting the 500 that the hold gathered are padding")
        .containsExactly("1 at 5000+507", "3 at 5000+507", "4 at 5000+" + (107 - 150_000));
    assertThat(node.nextWorkNanos()).isEqualTo(Long.MAX_VALUE);
    node.invariant();
    arrives(GUEST, io(5_100, IoKind.WRITE, 5));
    assertThat(out()).containsExactly("5 at 5100+7");
  }

  /** The completion says how long the I/O was held, whether its guest is here or elsewhere. */
  @Test
  void theWaitIsACauseOfLatency() {
    node.on(HOLD, context.at(1_000, 200));
    arrives(GUEST, io(1_000, IoKind.WRITE, 1));
    node.on(RELEASE, context.at(5_000, 700));
    context.drainRows();
    node.accept(
        CTL0,
        new IoCompletions.Builder()
            .add(9_000, 900, IoTag.of(0, PAGE, 1), 5, 0, 0)
            .build(List.of(GUEST, H1)));
    node.advance(Long.MAX_VALUE, context);
    IoCompletions back = (IoCompletions) context.drainRows().get(0).rows();
    assertThat(List.of(back.holdNanos(0), back.redirectNanos(0))).containsExactly(3_500L, 0L);
    List<String> seconds = new ArrayList<>();
    node.summarise(
        each -> {
          if (each.value() > 0) {
            seconds.add(each.instance() + " " + each.statistic() + " " + each.value());
          }
        });
    assertThat(seconds)
        .containsExactly("HYPR1/SYS&DB direct 1.0", "HYPR1/SYS&DB hold seconds 3.5E-6");
  }

  @Test
  void aChainWithAWriteWaitsAsAWhole() {
    node.on(HOLD, context.at(1_000, 0));
    IoBatch chains =
        new IoBatch.Builder()
            .add(1_000, 0, 0, 700, PAGE, IoKind.READ, IoTag.of(0, PAGE, 1))
            .link(0, 700, PAGE, IoKind.WRITE, 0, 0, IoTag.of(0, PAGE, 2))
            .add(1_000, 0, 0, 700, PAGE, IoKind.READ, IoTag.of(0, PAGE, 3))
            .link(0, 700, PAGE, IoKind.READ, 0, 0, IoTag.of(0, PAGE, 4))
            .build(GUEST);
    arrives(GUEST, chains);
    assertThat(out()).containsExactly("3 at 1000+0", "4 at 1000+0");
    node.on(RELEASE, context.at(2_000, 0));
    assertThat(out()).containsExactly("1 at 2000+0", "2 at 2000+0");
  }

  @Test
  void otherVolumesAreNotConcerned() {
    node.on(new CsvNode.HoldWrites(1, "S", VSS), context.at(1_000, 0));
    arrives(GUEST, io(1_000, IoKind.WRITE, 1));
    assertThat(out()).containsExactly("1 at 1000+7");
  }

  /** The timer is late by the padding that an answer in time might have; that part is no wait. */
  @Test
  void theHoldEndsByItselfAfterTenSeconds() {
    node.on(HOLD, context.at(1_000, 200));
    arrives(GUEST, io(1_000, IoKind.WRITE, 1));
    context.drainSent();
    context.drainLogged();
    long end = 1_000 + LIMIT + 8 * QUANTUM;
    node.on(new CsvNode.WriteHoldLimit(0, "S"), context.at(end, 200));
    assertThat(context.drainSent()).containsExactly(told(end, 200 + 8 * QUANTUM, EXPIRED));
    assertThat(out()).containsExactly("1 at " + end + "+" + (7 + 8 * QUANTUM));
    assertThat(context.drainLogged())
        .containsExactly(
            new Logged(
                9010,
                Level.WARNING,
                "Writes to volume SYS&DB are not held (0x80042314): the limit of 10 s is reached."));
    node.on(RELEASE, context.at(end + 5, 200));
    assertThat(context.drainSent()).as("the release of a hold that is over").isEmpty();
  }

  @Test
  void aHoldThatNeverDrainsExpiresToo() {
    arrives(GUEST, io(100, IoKind.WRITE, 1));
    node.on(HOLD, context.at(1_000, 0));
    node.on(new CsvNode.WriteHoldLimit(0, "S"), context.at(LIMIT + 2_000, 0));
    assertThat(context.drainSent()).extracting(Sent::message).containsExactly(EXPIRED);
    back(LIMIT + 3_000, 0, IoKind.WRITE, 1);
    assertThat(context.drainSent()).isEmpty();
  }

  @Test
  void paddingNeitherBreaksNorStretchesTheLimit() {
    node.on(HOLD, context.at(1_000, 200));
    node.on(RELEASE, context.at(1_000 + LIMIT + 300, 500));
    assertThat(context.drainSent()).extracting(Sent::message).containsExactly(HELD);
    node.on(HOLD, context.at(2 * LIMIT, 200));
    node.on(RELEASE, context.at(3 * LIMIT + 301, 500));
    assertThat(context.drainSent()).extracting(Sent::message).containsExactly(HELD, EXPIRED);
  }

  @Test
  void theTimerOfAnEarlierHoldDoesNothing() {
    node.on(HOLD, context.at(1_000, 0));
    node.on(RELEASE, context.at(2_000, 0));
    node.on(new CsvNode.HoldWrites(0, "T", VSS), context.at(3_000, 0));
    context.drainSent();
    node.on(new CsvNode.WriteHoldLimit(0, "S"), context.at(4_000, 0));
    node.on(RELEASE, context.at(4_500, 0));
    arrives(GUEST, io(5_000, IoKind.WRITE, 1));
    assertThat(context.drainSent()).isEmpty();
    assertThat(out()).as("T still holds").isEmpty();
  }

  @Test
  void onlyOneSetHoldsAndOnlyAtTheOwner() {
    node.on(HOLD, context.at(1_000, 0));
    context.drainSent();
    node.on(new CsvNode.HoldWrites(0, "T", VSS), context.at(2_000, 0));
    assertThat(context.drainSent())
        .containsExactly(told(2_000, 0, new CsvNode.HoldExpired(0, "T")));
    arrives(GUEST, io(2_000, IoKind.WRITE, 1));
    assertThat(out()).as("S still holds").isEmpty();
    CsvNode other = new CsvNode("HYPR2", WIRING);
    other.on(HOLD, context.at(3_000, 0));
    assertThat(context.drainSent()).containsExactly(told(3_000, 0, EXPIRED));
  }

  @Test
  void whoLosesTheVolumeLosesTheHold() {
    node.on(HOLD, context.at(1_000, 0));
    arrives(GUEST, io(1_000, IoKind.WRITE, 1));
    node.on(new CsvNode.Hold(0), context.at(2_000, 0));
    arrives(GUEST, io(2_100, IoKind.READ, 2));
    assertThat(out()).isEmpty();
    context.drainSent();
    node.on(new CsvNode.Resume(0, "HYPR2", true, 2), context.at(3_000, 0));
    assertThat(context.drainSent()).contains(told(3_000, 0, EXPIRED));
    assertThat(out()).containsExactly("1 at 3000+7", "2 at 3000+7");
    node.invariant();
  }

  @Test
  void aWriteThatTheVolumesHoldLetsGoStillWaitsForItsOwn() {
    node.on(new CsvNode.Hold(0), context.at(1_000, 0));
    arrives(GUEST, io(1_000, IoKind.WRITE, 1));
    node.on(HOLD, context.at(2_000, 0));
    node.on(new CsvNode.Resume(0, "HYPR1", false, 1), context.at(3_000, 100));
    assertThat(out()).isEmpty();
    node.on(RELEASE, context.at(4_000, 50));
    assertThat(out()).as("both holds had padding").containsExactly("1 at 4000+157");
    node.invariant();
  }
}

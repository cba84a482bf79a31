package kagemusha.array;

import static kagemusha.array.SmallArray.MS;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;
import static kagemusha.array.SmallArray.SECOND;
import static kagemusha.array.SmallArray.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Mend;
import kagemusha.array.protocol.ControllerCommand.Spoil;
import kagemusha.array.protocol.ControllerCommand.Trouble;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoKind;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.kernel.random.RandomStream;
import org.junit.jupiter.api.Test;

/**
 * One of two controllers fails. A command takes 0.1 ms of the processor and 0.7 ms beside it, a
 * block 1 ms of a drive, a path failover 2 s.
 */
class ControllerFailureTest {
  private static final int ALL = 4 * PAGE_BLOCKS;

  private final SmallArray array =
      new SmallArray(
          SmallArray.spec(8L << 30, 512),
          new InitialExtent(0, 0, ALL),
          new InitialExtent(1, 0, ALL));
  private final IoBatch.Builder rows = new IoBatch.Builder();

  private static ControllerCommand fail(String controller) {
    Disturbance by = new Disturbance(1, new EntityId("injector"));
    return new Spoil(Trouble.FAILED_CONTROLLER, controller, 1, 1, by);
  }

  private static ControllerCommand mend(String controller) {
    return new Mend(Trouble.FAILED_CONTROLLER, controller);
  }

  private List<Disturbance.Refused> refusals() {
    return array.replies().stream()
        .filter(Disturbance.Refused.class::isInstance)
        .map(Disturbance.Refused.class::cast)
        .toList();
  }

  /** 0.8 ms; then twice the processor's time and two blocks on both drives: 2.9 ms; then 0.8 ms. */
  @Test
  void writesWaitForTheDrivesWhileTheOtherOneIsAway() {
    row(rows, 100 * MS, 0, 2, IoKind.WRITE);
    row(rows, 600 * MS, 8, 2, IoKind.WRITE);
    row(rows, 1600 * MS, 16, 2, IoKind.WRITE);
    array.accept(rows);
    array.advance(500 * MS);
    array.command(500 * MS, fail("CTL1"));
    array.advance(1500 * MS);
    array.command(1500 * MS, mend("CTL1"));
    array.advance(3 * SECOND);
    assertThat(array.completions())
        .containsExactly("0@100800 800", "1@602900 2900", "2@1600800 800");
    assertThat(array.counter("\\\\AMS\\Cache(CTL0)\\Write Pending %")).isZero();
  }

  /** RAID 5: old data and parity are read (1 ms) before both are written (1 ms). */
  @Test
  void aPartOfARowWaitsForItsParity() {
    array.advance(500 * MS);
    array.command(500 * MS, fail("CTL1"));
    rows.add(600 * MS, 5, 1, 8, SmallArray.BLOCK, IoKind.WRITE, 0);
    array.accept(rows);
    array.advance(SECOND);
    assertThat(array.completions()).containsExactly("0@602900 2900");
  }

  /** In the queue, on the drives, and new: all are answered after the path failover. */
  @Test
  void whatTheFailedOneOwesIsRepeated() {
    row(rows, 0, 0, 1, IoKind.WRITE);
    row(rows, 0, 200, 2, IoKind.READ);
    row(rows, 0, 8, 1, IoKind.WRITE);
    row(rows, SECOND, 16, 1, IoKind.WRITE);
    array.accept(rows);
    array.advance(250_000);
    array.command(250_000, fail("CTL0"));
    array.advance(5 * SECOND);
    assertThat(array.completions())
        .as("answers that were lost come from the cache; the last two share a drive")
        .containsExactly(
            "0@2001350 2001350", "1@2001550 2001550", "2@2002150 2002150", "3@2003150 1003150");
    for (int block = 0; block <= 16; block += 8) {
      assertThat(array.controller().version(0, block)).as("block %d", block).isNotZero();
    }
  }

  @Test
  void theLastOneMustNotFail() {
    array.command(0, fail("CTL1"));
    assertThat(refusals()).isEmpty();
    array.command(MS, fail("CTL0"));
    assertThat(refusals())
        .extracting(Disturbance.Refused::why)
        .containsExactly("CTL0 is the last controller that works");
    array.command(2 * MS, mend("CTL0"));
    row(rows, 3 * MS, 0, 1, IoKind.WRITE);
    array.accept(rows);
    array.advance(SECOND);
    assertThat(array.completions()).as("CTL1 is still away").containsExactly("0@4900 1900");
  }

  /** Under load, whatever it is cut into: everything is answered once, the content is the same. */
  @Test
  void nothingIsLostAndTimeMayBeCut() {
    List<String> fine = loaded(7 * MS, true);
    assertThat(fine).hasSize(1001).isEqualTo(loaded(500 * MS, true));
    assertThat(fine.get(1000)).isEqualTo(loaded(7 * MS, false).get(1000));
  }

  private static List<String> loaded(long step, boolean failing) {
    SmallArray array = new SmallArray(SmallArray.spec(8L << 30), new InitialExtent(0, 0, ALL));
    RandomStream random = RandomStream.of(5, "load", "");
    IoBatch.Builder rows = new IoBatch.Builder();
    long time = 0;
    for (int i = 0; i < 1000; i++) {
      time += random.below(10 * MS);
      IoKind kind = random.chance(0.6) ? IoKind.READ : IoKind.WRITE;
      row(rows, time, random.below(ALL - 4), 3, kind);
    }
    array.accept(rows);
    for (long until = step; until <= 30 * SECOND; until += step) {
      if (failing && until - step < SECOND && until >= SECOND) {
        array.advance(SECOND);
        array.command(SECOND, fail("CTL0"));
      }
      if (failing && until - step < 4 * SECOND && until >= 4 * SECOND) {
        array.advance(4 * SECOND);
        array.command(4 * SECOND, mend("CTL0"));
      }
      array.advance(until);
    }
    List<String> all = array.completions();
    StringBuilder content = new StringBuilder();
    for (int block = 0; block < ALL; block++) {
      content.append(array.controller().version(0, block)).append(' ');
    }
    all.add(content.toString());
    return all;
  }
}

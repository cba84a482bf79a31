package kagemusha.array;

import static kagemusha.array.SmallArray.BLOCK;
import static kagemusha.array.SmallArray.HOST;
import static kagemusha.array.SmallArray.MS;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;
import static kagemusha.array.SmallArray.SECOND;
import static kagemusha.array.SmallArray.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.kernel.random.RandomStream;
import org.junit.jupiter.api.Test;

class ControllerTest {
  private static final InitialExtent DATA = new InitialExtent(0, 0, 4 * PAGE_BLOCKS);

  private final SmallArray array = new SmallArray(DATA);
  private final IoBatch.Builder rows = new IoBatch.Builder();

  @Test
  void aWriteEndsInTheCacheAndAReadOnTheDisk() {
    row(rows, 0, 0, 2, IoKind.WRITE);
    row(rows, 10 * MS, 200, 2, IoKind.READ);
    row(rows, 20 * MS, 1, 1, IoKind.READ);
    array.accept(rows);
    array.advance(SECOND);

    assertThat(array.completions()).containsExactly("0@800 800", "1@12800 2800", "2@20800 800");
  }

  @Test
  void theProcessorServesOneCommandAfterTheOther() {
    row(rows, 0, 0, 1, IoKind.WRITE);
    row(rows, 0, 8, 1, IoKind.WRITE);
    array.accept(rows);
    array.advance(SECOND);
    assertThat(array.completions()).containsExactly("0@800 800", "1@900 900");
  }

  @Test
  void completionsCarryWhatTheAskerNeeds() {
    rows.add(0, 5, 0, 0, 3 * BLOCK, IoKind.READ, 77);
    rows.link(0, 8, BLOCK, IoKind.WRITE, 2 * MS, 33, 78);
    EntityId guest = new EntityId("GUEST1");
    array.controller().accept(HOST, rows.build(guest, HOST));
    array.advance(SECOND);

    FakeContext.SentRows sent = array.world().rows().get(0);
    assertThat(sent.network()).isEqualTo("san");
    assertThat(sent.to()).isEqualTo(HOST);
    IoCompletions completions = (IoCompletions) sent.rows();
    assertThat(completions.route()).containsExactly(guest, HOST);
    assertThat(completions.padNanos(0)).isEqualTo(5);
    assertThat(completions.payloadBytes(0)).isEqualTo(3 * BLOCK);
    assertThat(completions.padNanos(1)).isEqualTo(5);
    assertThat(completions.hopNanos(1)).isEqualTo(33);
    assertThat(completions.payloadBytes(1)).isZero();
  }

  @Test
  void aLinkedRowStartsAfterTheOneBeforeAndItsDelay() {
    rows.add(0, 0, 0, 0, 2 * BLOCK, IoKind.READ, 0);
    rows.link(0, 256, BLOCK, IoKind.READ, 5 * MS, 0, 1);
    rows.link(0, 8, BLOCK, IoKind.WRITE, 0, 0, 2);
    row(rows, 1 * MS, 300, 1, IoKind.WRITE);
    array.accept(rows);
    array.advance(SECOND);

    assertThat(array.completions())
        .containsExactly("3@1800 800", "0@2800 2800", "1@9600 1800", "2@10400 800");
    assertThat(array.controller().nextWorkNanos()).as("destaging is left").isEqualTo(SECOND);
  }

  @Test
  void latenciesDoNotDependOnHowTimeIsCut() {
    assertThat(randomLoad(7 * MS)).isEqualTo(randomLoad(5 * SECOND)).hasSize(2000);
  }

  private static List<String> randomLoad(long step) {
    SmallArray array = new SmallArray(DATA);
    RandomStream random = RandomStream.of(3, "load", "");
    IoBatch.Builder rows = new IoBatch.Builder();
    IoBatch.Builder others = new IoBatch.Builder();
    long time = 0;
    for (int i = 0; i < 2000; i++) {
      time += random.below(5 * MS);
      IoKind kind = random.chance(0.6) ? IoKind.READ : IoKind.WRITE;
      row(random.chance(0.5) ? rows : others, time, random.below(4 * PAGE_BLOCKS - 4), 3, kind);
    }
    array.accept(rows);
    array.controller().accept(new EntityId("HYPR2"), others.build(HOST));
    for (long until = step; until <= 10 * SECOND + step; until += step) {
      array.advance(until);
    }
    return array.completions();
  }

  @Test
  void aWriteToANewPagePaysForItsAllocationOnce() {
    row(rows, 0, 5 * PAGE_BLOCKS, 1, IoKind.WRITE);
    row(rows, 10 * MS, 5 * PAGE_BLOCKS, 1, IoKind.WRITE);
    row(rows, 20 * MS, 7 * PAGE_BLOCKS, 8, IoKind.READ);
    array.accept(rows);
    array.advance(SECOND);
    assertThat(array.completions()).containsExactly("0@2800 2800", "1@10800 800", "2@20800 800");
  }

  @Test
  void aFullPoolFailsWritesToNewPagesAndSaysSoOnce() {
    array.write(0, 4 * PAGE_BLOCKS, 1);
    for (int page = 5; page < 10; page++) {
      array.write(page * SECOND, page * PAGE_BLOCKS, 1);
    }
    assertThat(array.controller().version(0, 7 * PAGE_BLOCKS)).isEqualTo(4);
    assertThat(array.controller().version(0, 8 * PAGE_BLOCKS)).isZero();
    assertThat(array.failed()).hasSize(2);
    assertThat(array.completions()).hasSize(6);
    assertThat(array.world().events())
        .extracting(FakeContext.Event::id, FakeContext.Event::level, FakeContext.Event::timeNanos)
        .containsExactly(tuple(ArrayEvents.POOL_FULL, Level.CRITICAL, 8 * SECOND + 100_000));
  }

  /** A host that hears of a failed write does not send what was to follow it. */
  @Test
  void whatFollowsAFailedWriteIsNotCarriedOut() {
    SmallArray full = new SmallArray(new InitialExtent(0, 0, 8 * PAGE_BLOCKS));
    IoBatch.Builder chain = new IoBatch.Builder();
    row(chain, 0, 9 * PAGE_BLOCKS, 1, IoKind.WRITE);
    chain.link(0, 5, BLOCK, IoKind.WRITE, 0, 7, 1);
    row(chain, 1, 6, 1, IoKind.WRITE);
    full.accept(chain);
    full.advance(SECOND);
    assertThat(full.failed()).containsExactly(0L, 1L);
    assertThat(full.controller().version(0, 5)).isZero();
    assertThat(full.controller().version(0, 6)).isPositive();
    assertThat(full.completions()).as("and all come back").hasSize(3);
    full.advance(60 * SECOND);
    assertThat(full.counter("\\\\AMS\\Logical Unit(A)\\Write IOPS")).isEqualTo(1.0 / 60);
  }

  @Test
  void aPoolThatHasGrownTakesWritesAgainAndCanRunFullAgain() {
    SmallArray small =
        new SmallArray(SmallArray.specWithReserve(), new InitialExtent(0, 0, 8 * PAGE_BLOCKS));
    small.write(0, 8 * PAGE_BLOCKS, 1);
    assertThat(small.failed()).hasSize(1);
    small.command(SECOND, grow("P0"));
    small.write(SECOND, 8 * PAGE_BLOCKS, 1);
    assertThat(small.failed()).hasSize(1);
    assertThat(small.controller().version(0, 8 * PAGE_BLOCKS)).isPositive();
    small.command(2 * SECOND, grow("P0"));
    small.command(2 * SECOND, grow("P1"));
    assertThat(small.world().events())
        .extracting(FakeContext.Event::id)
        .containsExactly(ArrayEvents.POOL_FULL, ArrayEvents.POOL_GROWN, ArrayEvents.NO_RESERVE);
  }

  @Test
  void beyondTheWritePendingLimitWritesWaitInOrder() {
    SmallArray small = new SmallArray(SmallArray.spec(16L * BLOCK), DATA);
    for (int i = 0; i < 12; i++) {
      row(rows, i, 16 * i, 2, IoKind.WRITE);
    }
    small.accept(rows);
    small.advance(SECOND);

    List<String> done = small.completions();
    assertThat(done).hasSize(12);
    assertThat(done.get(3)).startsWith("3@1100 ");
    for (int i = 0; i < done.size(); i++) {
      assertThat(done.get(i)).startsWith(i + "@");
    }
    assertThat(micros(done.get(4))).as("waits for a disk write of 2 ms").isGreaterThan(2000);
  }

  private static long micros(String completion) {
    return Long.parseLong(completion.replaceAll(".*@([0-9]+) .*", "$1"));
  }

  @Test
  void refusesWhatNeverOughtToReachIt() {
    row(rows, 0, 0, 1, IoKind.METADATA);
    array.accept(rows);
    assertThatThrownBy(() -> array.advance(SECOND))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("metadata");

    SmallArray other = new SmallArray(DATA);
    rows.add(0, 0, 1, 0, BLOCK, IoKind.READ, 0);
    other.accept(rows);
    assertThatThrownBy(() -> other.advance(SECOND)).hasMessageContaining("LU 1");

    SmallArray third = new SmallArray(DATA);
    row(rows, 0, 16 * PAGE_BLOCKS - 1, 2, IoKind.READ);
    third.accept(rows);
    assertThatThrownBy(() -> third.advance(SECOND)).hasMessageContaining("LU A of 2048 blocks");
  }

  @Test
  void countsByLuAndByDisk() {
    for (int i = 0; i < 30; i++) {
      row(rows, i * SECOND, 8 * i, 1, IoKind.READ);
    }
    row(rows, 50 * SECOND, 0, 4, IoKind.WRITE);
    array.accept(rows);
    array.advance(60 * SECOND);

    assertThat(array.counter("\\\\AMS\\Logical Unit(A)\\Read IOPS")).isEqualTo(0.5);
    assertThat(array.counter("\\\\AMS\\Logical Unit(A)\\Write IOPS")).isEqualTo(1.0 / 60);
    assertThat(array.counter("\\\\AMS\\Logical Unit(A)\\Read Bytes/sec")).isEqualTo(BLOCK / 2.0);
    assertThat(array.counter("\\\\AMS\\Logical Unit(A)\\Avg. Read Response ms"))
        .isCloseTo(1.8, within(1e-4));
    assertThat(array.counter("\\\\AMS\\Logical Unit(A)\\Avg. Write Response ms")).isEqualTo(0.8);
    assertThat(array.counter("\\\\AMS\\Cache(CTL0)\\Write Pending %")).isZero();
    double operations = 0;
    double busy = 0;
    for (int disk = 0; disk < 4; disk++) {
      String name = "\\\\AMS\\Physical Disk(RG0." + disk + ")\\";
      operations += array.counter(name + "Operations/sec");
      busy += array.counter(name + "% Busy");
    }
    assertThat(operations * 60).as("30 reads and a mirrored write").isEqualTo(32);
    assertThat(busy * 0.6).as("30 x 1 ms and 2 x 4 ms, in seconds").isCloseTo(0.038, within(1e-6));
    assertThat(array.counter("\\\\AMS\\Logical Unit(A)\\Read IOPS")).as("drained").isZero();
  }

  private static ControllerCommand grow(String pool) {
    return new ControllerCommand.GrowPool(pool, new Disturbance(1, new EntityId("injector")));
  }
}

package kagemusha.array;

import static kagemusha.array.SmallArray.BLOCK;
import static kagemusha.array.SmallArray.FRONT_END;
import static kagemusha.array.SmallArray.MS;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;
import static kagemusha.array.SmallArray.SECOND;
import static kagemusha.array.SmallArray.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand.CreateSnapshot;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.random.RandomStream;
import kagemusha.kernel.wire.WireCodec;
import org.junit.jupiter.api.Test;

/** A completion says why it took so long. */
class ResidenceTest {
  private static final EntityId PROVIDER = new EntityId("HYPR1.volsnap");
  private static final InitialExtent DATA = new InitialExtent(0, 0, 4 * PAGE_BLOCKS);

  private record Cause(
      long tag, long residence, long copy, long cacheWait, long queue, long service) {}

  private static List<Cause> causes(SmallArray array) {
    List<Cause> causes = new ArrayList<>();
    for (FakeContext.SentRows sent : array.world().rows()) {
      IoCompletions done = (IoCompletions) sent.rows();
      for (int row = 0; row < done.size(); row++) {
        causes.add(
            new Cause(
                done.tag(row),
                done.residenceNanos(row),
                done.copyNanos(row),
                done.cacheWaitNanos(row),
                done.queueNanos(row),
                done.serviceNanos(row)));
      }
    }
    return causes;
  }

  @Test
  void copyOnWriteIsReadingOldDataAndPagesForIt() {
    SmallArray array = new SmallArray(DATA);
    array.command(0, new CreateSnapshot("S", 0, PROVIDER));
    IoBatch.Builder rows = new IoBatch.Builder();
    row(rows, 0, 8, 2, IoKind.WRITE);
    rows.link(0, 8, 2 * BLOCK, IoKind.WRITE, 0, 0, 1);
    array.accept(rows);
    array.advance(SECOND);
    List<Cause> causes = causes(array);
    assertThat(causes.get(0).copy()).isCloseTo(4_700_000, within(1000L));
    assertThat(causes.get(0).service()).isEqualTo(FRONT_END);
    assertThat(causes.get(1))
        .as("the next row of the chain has nothing to copy")
        .isEqualTo(new Cause(1, FRONT_END, 0, 0, 0, FRONT_END));
  }

  @Test
  void waitingForTheCacheIsCountedForItself() {
    SmallArray array = new SmallArray(SmallArray.spec(16L * BLOCK), DATA);
    IoBatch.Builder rows = new IoBatch.Builder();
    for (int i = 0; i < 12; i++) {
      row(rows, i * MS, 16 * i, 2, IoKind.WRITE);
    }
    array.accept(rows);
    array.advance(SECOND);
    List<Cause> causes = causes(array);
    assertThat(causes).hasSize(12).allSatisfy(c -> assertThat(c.service()).isEqualTo(FRONT_END));
    assertThat(causes.subList(0, 4)).allSatisfy(c -> assertThat(c.cacheWait()).isZero());
    assertThat(causes.get(4).cacheWait()).isPositive();
  }

  @Test
  void thePartsAreTheWholeUnderAnyLoad() {
    SmallArray array = new SmallArray(SmallArray.spec(64L * BLOCK), DATA);
    array.command(0, new CreateSnapshot("S", 0, PROVIDER));
    RandomStream random = RandomStream.of(5, "load", "");
    IoBatch.Builder rows = new IoBatch.Builder();
    long time = 0;
    for (int i = 0; i < 500; i++) {
      time += random.below(2 * MS);
      IoKind kind = random.chance(0.3) ? IoKind.READ : IoKind.WRITE;
      row(rows, time, random.below(4 * PAGE_BLOCKS - 4), 3, kind);
    }
    array.accept(rows);
    array.advance(100 * SECOND);
    List<Cause> causes = causes(array);
    assertThat(causes).hasSize(500);
    for (Cause cause : causes) {
      assertThat(cause.copy()).isNotNegative();
      assertThat(cause.cacheWait()).isNotNegative();
      assertThat(cause.queue()).isNotNegative();
      assertThat(cause.service()).isGreaterThanOrEqualTo(FRONT_END);
      assertThat(cause.copy() + cause.cacheWait() + cause.queue() + cause.service())
          .isEqualTo(cause.residence());
    }
    assertThat(causes).anySatisfy(cause -> assertThat(cause.copy()).isPositive());
    assertThat(causes).anySatisfy(cause -> assertThat(cause.cacheWait()).isPositive());
    assertThat(causes).anySatisfy(cause -> assertThat(cause.queue()).isPositive());
  }

  @Test
  void aReadThatFindsItsDriveBusyQueues() {
    SmallArray array = new SmallArray(DATA);
    IoBatch.Builder rows = new IoBatch.Builder();
    row(rows, 0, 8, 1, IoKind.READ);
    row(rows, MS, 8, 1, IoKind.READ);
    array.accept(rows);
    array.advance(SECOND);
    List<Cause> causes = causes(array);
    Cause first = causes.get(0);
    Cause second = causes.get(1);
    assertThat(first.queue()).isZero();
    assertThat(first.service()).isEqualTo(first.residence());
    assertThat(second.queue())
        .as("until the first is done")
        .isEqualTo(first.residence() - MS - FRONT_END);
  }

  @Test
  void theCausesSurviveEveryHopAndCostNothingWhenThereAreNone() {
    EntityId guest = new EntityId("GUEST1");
    IoCompletions plain = builder(0, 0, 0).build(List.of(guest, guest));
    IoCompletions slow = builder(300, 20, 60).build(List.of(guest, guest));
    WireCodec codec = new WireCodec();
    byte[] bytes = codec.toBytes(slow);
    assertThat(bytes.length - codec.toBytes(plain).length).isBetween(3 * 8, 3 * 8 + 6);

    IoCompletions back =
        ((IoCompletions) codec.fromBytes(bytes)).arriving(new long[] {9}, 1).back();
    IoCompletions copied = new IoCompletions.Builder().copy(back, 0).build(List.of(guest));
    assertThat(copied.copyNanos(0)).isEqualTo(300);
    assertThat(copied.cacheWaitNanos(0)).isEqualTo(20);
    assertThat(copied.queueNanos(0)).isEqualTo(60);
    assertThat(copied.serviceNanos(0)).isEqualTo(120);
    IoCompletions.Builder used = builder(300, 20, 60);
    used.build(List.of(guest));
    assertThat(used.add(1, 0, 0, 500, 0, 0).build(List.of(guest)).serviceNanos(0)).isEqualTo(500);
  }

  private static IoCompletions.Builder builder(long copy, long cacheWait, long queue) {
    return new IoCompletions.Builder().add(1, 0, 0, 500, 0, 0).causes(copy, cacheWait, queue);
  }
}

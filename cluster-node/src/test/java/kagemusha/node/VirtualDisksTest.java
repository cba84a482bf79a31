package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCause;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.backup.VmDisks;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.csv.IoTag;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;

/** The disks of the paper's GUEST2; the path through the host takes 1,000 ns here. */
class VirtualDisksTest {
  private static final long PATH = 1_000;
  private static final int PAGE = 32 * 1024;
  private static final EntityId GUEST = new EntityId("GUEST2");
  private static final VhdLayout LAYOUT = new VhdLayout(TopologyReader.bundled("paper"));
  private static final VhdLayout.Place DATABASE = LAYOUT.place("GUEST2", VhdRole.DATABASE);

  private final VirtualDisks disks = new VirtualDisks(GUEST, LAYOUT, PATH);

  /** What the guest hands to the storage stack. */
  private IoBatch flush() {
    List<Object> passed = new ArrayList<>();
    Context context =
        (Context)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("pass");
                  assertThat(arguments[0]).isEqualTo(new EntityId("HYPR1.csv"));
                  return passed.add(arguments[1]) ? null : proxy;
                });
    disks.flush(context, new EntityId("HYPR1.csv"));
    return passed.isEmpty() ? new IoBatch.Builder().build(GUEST) : (IoBatch) passed.get(0);
  }

  private long back(long tag, long time, long pad, long residence, long hop) {
    IoCompletions rows =
        new IoCompletions.Builder().add(time, pad, tag, residence, hop, 0).build(List.of(GUEST));
    return disks.completed(rows, 0);
  }

  private void issue(long time, long pad, long offset, IoKind kind, long tag) {
    int version = kind == IoKind.WRITE ? 500 + (int) tag : 0;
    disks.issue(time, pad, VhdRole.DATABASE, offset, PAGE, kind, version, tag);
  }

  @Test
  void anOffsetBecomesABlockOfTheLu() {
    issue(50, 3, 64 * 1024, IoKind.READ, 7);
    IoBatch rows = flush();
    assertThat(rows.size()).isEqualTo(1);
    assertThat(rows.route()).containsExactly(GUEST);
    assertThat(rows.block(0)).isEqualTo(DATABASE.firstBlock() + 4);
    assertThat(rows.lu(0)).isEqualTo(DATABASE.lu());
    assertThat(rows.timeNanos(0)).isEqualTo(50);
    assertThat(rows.padNanos(0)).isEqualTo(3);
    assertThat(IoTag.bytes(rows.tag(0))).isEqualTo(PAGE);
    assertThat(flush().size()).as("handed over once").isZero();
  }

  @Test
  void aPlainLatencyIsTheTimeLessThePaddingGatheredOnTheWayPlusThePath() {
    issue(50, 3, 0, IoKind.READ, 7);
    long latency = back(flush().tag(0), 9_050, 2_003, 0, 0);
    assertThat(latency).isEqualTo(9_000 - 2_000 + PATH);
    assertThat(disks.completedTag()).isEqualTo(7);
    assertThat(disks.disk(VhdRole.DATABASE).drainQueue(10)).isEqualTo(latency / 1e9 / 10);
    disks.invariant();
  }

  /** A linked row did not travel: its time in the array and the declared hops are its latency. */
  @Test
  void aLinkedLatencyIsResidenceAndHops() {
    issue(50, 3, 0, IoKind.READ, 7);
    disks.link(PAGE, PAGE, IoKind.READ, 400, 8);
    IoBatch rows = flush();
    assertThat(rows.linkDelayNanos(1)).isEqualTo(400 + PATH);
    assertThat(rows.hopNanos(1)).isEqualTo(PATH);
    assertThat(rows.block(1)).isEqualTo(DATABASE.firstBlock() + 2);
    assertThat(back(rows.tag(1), 99_999, 55_555, 6_000, PATH + 50)).isEqualTo(6_000 + PATH + 50);
    assertThat(disks.completedTag()).isEqualTo(8);
  }

  @Test
  void theFirstWriteToAChunkGrowsTheDiskFirst() {
    long offset = DATABASE.usedBytes();
    issue(50, 3, offset, IoKind.WRITE, 7);
    IoBatch rows = flush();
    assertThat(rows.size()).isEqualTo(2);
    assertThat(rows.kind(0)).isEqualTo(IoKind.METADATA);
    assertThat(rows.isLinked(0)).isFalse();
    assertThat(rows.kind(1)).isEqualTo(IoKind.WRITE);
    assertThat(rows.linkDelayNanos(1)).isZero();
    assertThat(List.of(rows.version(0), rows.version(1))).containsExactly(0, 507);
    long block = DATABASE.firstBlock() + offset / IoBatch.BLOCK_BYTES;
    assertThat(List.of(rows.block(0), rows.block(1))).containsExactly(block, block);
    disks.invariant();
    assertThat(back(rows.tag(0), 5_050, 1_003, 0, 0)).as("its own business").isNegative();
    disks.invariant();
    long growth = 5_000 - 1_000;
    assertThat(back(rows.tag(1), 9_999, 1_003, 2_000, PATH))
        .as("the guest has waited for both")
        .isEqualTo(growth + 2_000 + PATH);
    assertThat(disks.completedTag()).isEqualTo(7);
    disks.invariant();
  }

  @Test
  void aChunkGrowsOnceWhoeverWritesToIt() {
    long offset = DATABASE.usedBytes();
    issue(50, 0, offset, IoKind.WRITE, 1);
    issue(60, 0, offset + PAGE, IoKind.WRITE, 2);
    issue(70, 0, offset + 2 * 1024 * 1024, IoKind.WRITE, 3);
    issue(80, 0, offset - PAGE, IoKind.WRITE, 4);
    issue(90, 0, offset + 4 * 1024 * 1024, IoKind.READ, 5);
    IoBatch rows = flush();
    List<IoKind> kinds = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      kinds.add(rows.kind(row));
    }
    assertThat(kinds)
        .containsExactly(
            IoKind.METADATA,
            IoKind.WRITE,
            IoKind.WRITE,
            IoKind.METADATA,
            IoKind.WRITE,
            IoKind.WRITE,
            IoKind.READ);
    for (int row = 0; row < rows.size(); row++) {
      back(rows.tag(row), 1_000 + row, 0, 10, PATH);
    }
    disks.invariant();
    VmDisks.Disk described = disks.describe().get(VhdRole.DATABASE.ordinal());
    assertThat(described)
        .isEqualTo(
            new VmDisks.Disk(
                VhdRole.DATABASE,
                DATABASE.lu(),
                DATABASE.firstBlock(),
                List.of(new Extent(DATABASE.firstBlock(), (DATABASE.usedChunks() + 2) * 128))));
  }

  @Test
  void whatLiesBehindAHoleIsAnExtentOfItsOwn() {
    long hole = 10L * 1024 * 1024;
    issue(50, 0, DATABASE.usedBytes() + hole, IoKind.WRITE, 1);
    assertThat(disks.describe().get(VhdRole.DATABASE.ordinal()).extents())
        .containsExactly(
            new Extent(DATABASE.firstBlock(), DATABASE.usedChunks() * 128),
            new Extent(DATABASE.firstBlock() + (DATABASE.usedChunks() + 5) * 128, 128));
  }

  @Test
  void slotsAreUsedAgainAndKeptApart() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 600; i++) {
        issue(i, 0, 0, IoKind.READ, i);
      }
      IoBatch rows = flush();
      for (int i = rows.size() - 1; i >= 0; i--) {
        assertThat(back(rows.tag(i), 1_000, 0, 0, 0)).isEqualTo(1_000 - i + PATH);
        assertThat(disks.completedTag()).isEqualTo(i);
        assertThat(IoTag.slot(rows.tag(i))).isLessThan(600);
      }
    }
    disks.invariant();
  }

  @Test
  void whatIsNotInFlightCannotComplete() {
    issue(50, 0, 0, IoKind.READ, 1);
    long tag = flush().tag(0);
    disks.invariant();
    back(tag, 1_000, 0, 0, 0);
    disks.invariant();
    assertThatThrownBy(() -> back(tag, 2_000, 0, 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("slot 0 has no I/O in flight");
    long strange = IoTag.of(DATABASE.lu(), PAGE, 1);
    assertThatThrownBy(() -> back(strange, 2_000, 0, 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("slot 1 has no I/O in flight");
  }

  @Test
  void heldWritesWaitAndReadsPass() {
    issue(50, 0, 0, IoKind.WRITE, 1);
    long before = flush().tag(0);
    disks.holdWrites();
    issue(60, 2, PAGE, IoKind.WRITE, 2);
    issue(70, 0, 0, IoKind.READ, 3);
    issue(80, 0, DATABASE.usedBytes(), IoKind.WRITE, 4);
    IoBatch passed = flush();
    assertThat(passed.size()).isEqualTo(1);
    assertThat(passed.kind(0)).isEqualTo(IoKind.READ);
    assertThat(disks.writesInFlight()).isEqualTo(1);
    back(before, 900, 30, 0, 0);
    assertThat(disks.writesInFlight()).isZero();
    assertThat(disks.lastWriteNanos()).isEqualTo(900);
    assertThat(disks.lastWritePadNanos()).isEqualTo(30);
    disks.invariant();

    disks.releaseWrites(1_060, 400);
    IoBatch rows = flush();
    assertThat(List.of(rows.kind(0), rows.kind(1), rows.kind(2)))
        .containsExactly(IoKind.WRITE, IoKind.METADATA, IoKind.WRITE);
    assertThat(List.of(rows.timeNanos(0), rows.timeNanos(1))).containsOnly(1_060L);
    assertThat(List.of(rows.padNanos(0), rows.padNanos(1))).containsExactly(402L, 400L);
    assertThat(List.of(rows.version(0), rows.version(2))).containsExactly(502, 504);
    assertThat(disks.writesInFlight()).isEqualTo(3);

    assertThat(back(rows.tag(0), 2_060, 402 + 300, 0, 0))
        .as("600 of the wait were real, 700 of the way")
        .isEqualTo(600 + 700 + PATH);
    assertThat(disks.completedTag()).isEqualTo(2);
    back(rows.tag(1), 2_060, 400 + 300, 0, 0);
    assertThat(back(rows.tag(2), 2_060, 700, 200, PATH))
        .as("580 of the wait were real, 700 of the growth")
        .isEqualTo(580 + 700 + 200 + PATH);
    assertThat(disks.writesInFlight()).isZero();
    disks.invariant();
  }

  /** The write and the growth went different ways and the write is back first. */
  @Test
  void theWaitIsNotLostWhenAWriteDoesNotTravelWithItsGrowth() {
    disks.holdWrites();
    issue(80, 0, DATABASE.usedBytes(), IoKind.WRITE, 4);
    disks.releaseWrites(1_080, 0);
    assertThat(back(flush().tag(1), 2_060, 700, 200, PATH)).isEqualTo(1_000 + 200 + PATH);
  }

  private long part(IoCause cause) {
    return disks.completedParts().nanos(cause);
  }

  private long delayed(long tag, long hold, long redirect) {
    IoCompletions rows =
        new IoCompletions.Builder()
            .add(20_050, 1_003, tag, 3_000, PATH + redirect + 60, 0)
            .delayed(hold, redirect)
            .causes(900, 500, 700)
            .build(List.of(GUEST));
    return disks.completed(rows, 0);
  }

  private double count(String instance) {
    return disks.disk(VhdRole.DATABASE).latencies("GUEST1", "DATABASE").stream()
        .filter(each -> each.name().instance().equals(instance))
        .filter(each -> each.name().counter().equals("Count"))
        .mapToDouble(each -> each.read().getAsDouble())
        .sum();
  }

  @Test
  void everyPartOfALatencyIsCounted() {
    issue(50, 3, 0, IoKind.WRITE, 7);
    long latency = delayed(flush().tag(0), 2_000, 4_000);
    assertThat(latency).isEqualTo(20_000 - 1_000 + PATH);
    assertThat(disks.completedParts().sumNanos()).isEqualTo(latency);
    assertThat(part(IoCause.COPY_ON_WRITE)).isEqualTo(900);
    assertThat(part(IoCause.CACHE_WAIT)).isEqualTo(500);
    assertThat(part(IoCause.QUEUEING)).isEqualTo(700);
    assertThat(part(IoCause.SERVICE)).isEqualTo(3_000 - 900 - 500 - 700);
    assertThat(part(IoCause.HOST_HOLD)).isEqualTo(2_000);
    assertThat(part(IoCause.REDIRECTION)).isEqualTo(4_000);
    assertThat(part(IoCause.PATH)).isEqualTo(PATH);
    assertThat(part(IoCause.STORAGE_NETWORK)).isEqualTo(19_000 - 3_000 - 2_000 - 4_000);
    disks.invariant();
    assertThat(count("DATABASE write redirected")).isEqualTo(1);
    assertThat(count("DATABASE write direct")).isZero();
  }

  @Test
  void aGrowthThatIsRedirectedWithItsWriteKeepsItsCauses() {
    disks.holdWrites();
    issue(50, 3, DATABASE.usedBytes(), IoKind.WRITE, 7);
    disks.releaseWrites(1_050, 0);
    IoBatch rows = flush();
    delayed(rows.tag(0), 2_000, 4_000);
    long latency = delayed(rows.tag(1), 0, 5_000);
    assertThat(latency).isEqualTo(19_000 + 3_000 + PATH + 5_000 + 60);
    assertThat(disks.completedParts().sumNanos()).isEqualTo(latency);
    assertThat(part(IoCause.GUEST_HOLD)).isEqualTo(1_000);
    assertThat(part(IoCause.HOST_HOLD)).isEqualTo(2_000);
    assertThat(part(IoCause.REDIRECTION)).isEqualTo(4_000 + 5_000);
    assertThat(part(IoCause.GROWTH)).isEqualTo(19_000 - 1_000 - 2_000 - 4_000);
    assertThat(part(IoCause.STORAGE_NETWORK)).isEqualTo(60);
    assertThat(count("DATABASE write redirected")).isEqualTo(1);
  }

  /** Only the growth goes to the owner of the volume; its trip is charged to the write. */
  @Test
  void aWriteThatGoesDirectlyWhileItsGrowthDoesNotIsDirect() {
    issue(50, 3, DATABASE.usedBytes(), IoKind.WRITE, 7);
    long latency = delayed(flush().tag(1), 0, 5_000);
    assertThat(disks.completedParts().sumNanos()).isEqualTo(latency);
    assertThat(part(IoCause.GROWTH)).isEqualTo(5_000);
    assertThat(part(IoCause.REDIRECTION)).isZero();
    disks.invariant();
    assertThat(count("DATABASE write direct")).isEqualTo(1);
  }

  @Test
  void nothingLiesOutsideADisk() {
    long end = DATABASE.maxBytes();
    issue(0, 0, end - PAGE, IoKind.READ, 1);
    assertThatThrownBy(() -> issue(0, 0, end - PAGE + 1, IoKind.READ, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outside a disk of " + end + " bytes");
    assertThatThrownBy(() -> issue(0, 0, -1, IoKind.READ, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> disks.link(0, PAGE, IoKind.WRITE, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void fail(long tag, long time, long pad) {
    IoCompletions rows =
        new IoCompletions.Builder().add(time, pad, tag, 9, 0, 0).failed().build(List.of(GUEST));
    disks.keep(rows, 0);
    disks.invariant();
  }

  /** The guest has waited since it issued the write; the padding of the failed trip is no wait. */
  @Test
  void aWriteThatFoundNoRoomIsRepeatedAndReportedOnce() {
    issue(50, 3, 0, IoKind.WRITE, 7);
    fail(flush().tag(0), 9_050, 4_003);
    disks.repeatKept(100_050);
    IoBatch again = flush();
    assertThat(List.of(again.timeNanos(0), again.padNanos(0))).containsExactly(100_050L, 3L);
    assertThat(again.block(0)).isEqualTo(DATABASE.firstBlock());
    assertThat(List.of(again.bytes(0), again.version(0))).containsExactly(PAGE, 507);
    assertThat(back(again.tag(0), 103_050, 2_003, 600, 0)).isEqualTo(101_000 + PATH);
    assertThat(disks.completedTag()).isEqualTo(7);
    assertThat(disks.completedParts().nanos(IoCause.GUEST_HOLD)).isEqualTo(100_000);
    assertThat(disks.completedParts().sumNanos()).isEqualTo(101_000 + PATH);
    assertThat(disks.inFlight()).isZero();
    disks.invariant();
  }

  /** The disk grows before the write to the new chunk goes out, and older writes come first. */
  @Test
  void whatIsKeptIsRepeatedInTheOrderOfTheGuestsWrites() {
    issue(50, 0, DATABASE.usedBytes(), IoKind.WRITE, 2);
    issue(60, 0, 0, IoKind.WRITE, 1);
    IoBatch rows = flush();
    for (int row = 2; row >= 0; row--) {
      fail(rows.tag(row), 900, 0);
    }
    disks.repeatKept(5_000);
    IoBatch again = flush();
    assertThat(List.of(again.kind(0), again.kind(1), again.kind(2)))
        .containsExactly(IoKind.METADATA, IoKind.WRITE, IoKind.WRITE);
    assertThat(List.of(again.version(0), again.version(1), again.version(2)))
        .containsExactly(0, 501, 502);
    assertThat(again.isLinked(2)).isFalse();
    assertThat(back(again.tag(0), 6_000, 0, 0, 0)).isEqualTo(-1);
    assertThat(back(again.tag(2), 7_000, 0, 0, 0)).isEqualTo(7_000 - 50 + PATH);
    disks.invariant();
    fail(again.tag(1), 8_000, 0);
    disks.end();
    assertThat(disks.inFlight()).isZero();
    disks.invariant();
  }
}

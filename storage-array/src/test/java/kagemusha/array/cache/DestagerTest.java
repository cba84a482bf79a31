package kagemusha.array.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.disk.DiskLog;
import kagemusha.array.disk.RaidGeometry;
import kagemusha.array.disk.RaidGroup;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.volume.Pool;
import kagemusha.array.volume.Volume;
import kagemusha.config.ArraySpec.ControllerSpec;
import kagemusha.config.ArraySpec.RaidLevel;
import org.junit.jupiter.api.Test;

class DestagerTest {
  private static final long INTERVAL = 1_000_000_000L;

  private final DiskLog log = new DiskLog();
  private final Agenda agenda = new Agenda();
  private final WritePending pending =
      new WritePending(
          new ControllerSpec(
              "CTL0",
              64L * IoBatch.BLOCK_BYTES,
              0.5,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ofNanos(INTERVAL),
              0));
  private CachedVolume cached;
  private Destager destager;

  private void lu(RaidLevel level, int dataDisks) {
    lu(level, dataDisks, 0);
  }

  private void lu(RaidLevel level, int dataDisks, int runBlocks) {
    RaidGroup group = new RaidGroup("RG0", new RaidGeometry(level, dataDisks, 4));
    log.attach(group);
    Pool pool = new Pool("P", List.of(group), new int[] {4}, 64, Duration.ZERO);
    Volume volume = new Volume(0, "LU", pool, 256);
    volume.allocate(0, 256);
    cached = new CachedVolume(volume, pending);
    destager = new Destager(cached, pending, agenda, INTERVAL, runBlocks);
  }

  private void write(long nowNanos, long block, int blocks) {
    cached.write(block, blocks);
    destager.wake(nowNanos);
  }

  /** Does what is due and returns the times at which rows were issued or rounds began. */
  private List<Long> runUntil(long untilNanos) {
    List<Long> steps = new ArrayList<>();
    while (agenda.nextNanos() < untilNanos) {
      long now = agenda.nextNanos();
      long item = agenda.poll();
      switch (Work.of(item)) {
        case DESTAGE_ROUND -> destager.round(now);
        case DESTAGE_STEP -> {
          steps.add(now);
          destager.step(now, Work.index(item));
        }
        case STRIPE_READ -> destager.write(now, Work.index(item));
        case DESTAGED -> destager.destaged(Work.index(item));
        default -> throw new IllegalStateException("not the destager's: " + Work.of(item));
      }
    }
    return steps;
  }

  @Test
  void adjacentBlocksBecomeOneWriteOfEachCopy() {
    lu(RaidLevel.RAID10, 2);
    write(0, 2, 1);
    write(1, 1, 1);
    write(2, 2, 1);
    assertThat(pending.bytes()).isEqualTo(2L * IoBatch.BLOCK_BYTES);

    runUntil(INTERVAL);
    assertThat(log.operations()).as("nothing before the interval").isEmpty();
    runUntil(2 * INTERVAL);
    assertThat(log.operations()).containsExactly("write RG0.0 16+32", "write RG0.2 16+32");
    assertThat(pending.bytes()).isZero();
    assertThat(agenda.size()).as("a clean LU has no work").isZero();
  }

  @Test
  void rowsGoInOrderOfAddressEvenlyOverTheInterval() {
    lu(RaidLevel.RAID10, 1);
    for (long block : new long[] {40, 8, 24, 16}) {
      write(0, block, 1);
    }
    assertThat(runUntil(2 * INTERVAL))
        .containsExactly(INTERVAL, INTERVAL * 5 / 4, INTERVAL * 6 / 4, INTERVAL * 7 / 4);
    assertThat(log.operations().stream().filter(line -> line.contains("RG0.0")))
        .containsExactly(
            "write RG0.0 128+16", "write RG0.0 256+16", "write RG0.0 384+16", "write RG0.0 640+16");
  }

  @Test
  void aFullRowIsWrittenWithItsParityAndReadsNothing() {
    lu(RaidLevel.RAID5, 4);
    write(0, 16, 16);
    runUntil(2 * INTERVAL);
    assertThat(log.operations())
        .containsExactlyInAnyOrder(
            "write RG0.4 64+64",
            "write RG0.0 64+64",
            "write RG0.1 64+64",
            "write RG0.2 64+64",
            "write RG0.3 64+64");
  }

  @Test
  void ofACopyWholeRowsSideBySideAreOneWriteForEachDisk() {
    lu(RaidLevel.RAID10, 2, 24);
    write(0, 8, 34);
    runUntil(2 * INTERVAL);
    assertThat(log.operations())
        .as("three rows, the most at once, then one, then a part of one")
        .containsExactly(
            "write RG0.0 64+192",
            "write RG0.1 64+192",
            "write RG0.2 64+192",
            "write RG0.3 64+192",
            "write RG0.0 256+64",
            "write RG0.2 256+64",
            "write RG0.1 256+64",
            "write RG0.3 256+64",
            "write RG0.0 320+32",
            "write RG0.2 320+32");
    assertThat(pending.bytes()).isZero();
  }

  @Test
  void whatIsHeldStaysDirtyUntilItMayGoEvenUnderPressure() {
    lu(RaidLevel.RAID10, 2);
    boolean[] held = {true};
    destager.heldBy((first, blocks) -> held[0] && first < 16);
    write(0, 8, 2);
    write(0, 40, 2);
    runUntil(2 * INTERVAL);
    assertThat(log.operations()).containsExactly("write RG0.0 320+32", "write RG0.2 320+32");
    destager.press(2 * INTERVAL);
    assertThat(pending.bytes()).isEqualTo(2L * IoBatch.BLOCK_BYTES);
    held[0] = false;
    destager.wake(2 * INTERVAL);
    runUntil(4 * INTERVAL);
    assertThat(pending.bytes()).isZero();
  }

  @Test
  void aPartOfARowReadsOldDataAndParityAndThenWritesBoth() {
    lu(RaidLevel.RAID5, 4);
    write(0, 1, 2);
    runUntil(2 * INTERVAL);
    assertThat(log.operations())
        .containsExactly(
            "read RG0.4 16+32", "read RG0.0 16+32", "write RG0.0 16+32", "write RG0.4 16+32");
    assertThat(pending.bytes()).isZero();
  }

  @Test
  void whatIsDirtiedBehindTheTurnWaitsForTheNextInterval() {
    lu(RaidLevel.RAID10, 1);
    write(0, 0, 1);
    write(0, 40, 1);
    runUntil(INTERVAL + INTERVAL / 4);
    write(INTERVAL + INTERVAL / 4, 0, 1);
    write(INTERVAL + INTERVAL / 4, 41, 1);
    runUntil(2 * INTERVAL);
    assertThat(log.operations()).endsWith("write RG0.0 640+32", "write RG0.1 640+32");
    assertThat(pending.bytes()).isEqualTo(IoBatch.BLOCK_BYTES);
    runUntil(3 * INTERVAL);
    assertThat(log.operations()).hasSize(6);
    assertThat(pending.bytes()).isZero();
  }

  @Test
  void pressureIssuesRowsAtOnceWithinItsBound() {
    lu(RaidLevel.RAID10, 1);
    for (int row = 0; row < 16; row++) {
      write(0, row * 4L, 2);
    }
    assertThat(pending.hasRoom(1)).isFalse();
    destager.press(5);
    assertThat(log.operations()).as("two rows for each of two spindles, mirrored").hasSize(8);
    assertThat(destager.unwrittenBlocks()).isEqualTo(32);
    runUntil(INTERVAL / 2);
    assertThat(pending.hasRoom(1)).isTrue();
    runUntil(3 * INTERVAL);
    assertThat(log.operations()).hasSize(32);
    assertThat(destager.unwrittenBlocks()).isZero();
    assertThat(pending.bytes()).isZero();
    assertThat(agenda.size()).isZero();
  }

  @Test
  void aPlanMadeUnderPressureNeverGoesBackInTime() {
    lu(RaidLevel.RAID10, 1);
    for (int row = 0; row < 4; row++) {
      write(0, row * 4L, 1);
    }
    runUntil(INTERVAL + 1);
    destager.press(INTERVAL + 1);
    long later = INTERVAL + DiskLog.SERVICE_NANOS * 3 / 2;
    runUntil(later);
    for (int row = 4; row < 16; row++) {
      write(later, row * 4L, 1);
    }
    destager.press(later);
    List<Long> steps = runUntil(4 * INTERVAL);
    assertThat(steps).isSorted().first().isEqualTo(INTERVAL * 5 / 4);
    assertThat(steps.get(1)).as("rows that were due meanwhile go at once").isEqualTo(steps.get(0));
    assertThat(destager.unwrittenBlocks()).isZero();
  }
}

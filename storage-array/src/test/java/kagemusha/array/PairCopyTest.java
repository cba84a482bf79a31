package kagemusha.array;

import static kagemusha.array.PairArray.ASKER;
import static kagemusha.array.PairArray.BLOCKS;
import static kagemusha.array.PairArray.TRACK_BYTES;
import static kagemusha.array.PairArray.TRACK_NANOS;
import static kagemusha.array.SmallArray.BLOCK;
import static kagemusha.array.SmallArray.MS;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;
import static kagemusha.array.SmallArray.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.ControllerNotice.Refused;
import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairNotice.Rejected;
import kagemusha.array.protocol.PairNotice.Status;
import kagemusha.array.protocol.PairStatus;
import kagemusha.config.ArraySpec;
import kagemusha.config.ArraySpec.LuSpec;
import kagemusha.config.ArraySpec.PairStart;
import kagemusha.kernel.random.RandomStream;
import kagemusha.kernel.testkit.RecordingContext;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A pair and its controller together: what is copied, how fast, and what the copy holds. */
class PairCopyTest {
  private static final int TRACK = 64;
  private static final InitialExtent DATA = new InitialExtent(0, 0, 4 * PAGE_BLOCKS);
  private static final PairCommand RESYNC = new PairCommand.Resync(ASKER);

  private static PairArray pair(PairStart initial) {
    return new PairArray(PairArray.spec(initial, false), DATA);
  }

  private static Status status(PairStatus status, long bytes, String image) {
    return new Status("P", status, 0, 1, bytes, image);
  }

  /** Runs until the pair has answered, at most a minute; when that was. */
  private static long answered(PairArray array) {
    long end = array.now() + 60 * SECOND;
    while (array.now() < end) {
      array.run(10 * MS);
      List<RecordingContext.Sent> answers = array.drainAnswers();
      if (!answers.isEmpty()) {
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).padNanos()).as("of the command").isEqualTo(7);
        assertThat(((Status) answers.get(0).message()).status()).isEqualTo(PairStatus.PAIR);
        return array.now();
      }
    }
    throw new AssertionError("no answer");
  }

  @Test
  void aResyncTakesTheMarkedTracksOverThePace() {
    PairArray array = pair(PairStart.PSUS);
    for (int track = 0; track < 5; track++) {
      array.write(0, track * TRACK + 11, 1, 100 + track);
    }
    array.write(1, 6 * TRACK, 1, 99);
    array.run(SECOND);
    assertThat(array.status()).isEqualTo(status(PairStatus.PSUS, 6 * TRACK_BYTES, ""));

    long begun = array.now();
    array.command(RESYNC);
    assertThat(array.status().status()).isEqualTo(PairStatus.COPY);
    long nanos = answered(array) - begun;
    assertThat(nanos)
        .as("five intervals of the pace and the last piece")
        .isBetween(5 * TRACK_NANOS, 6 * TRACK_NANOS);
    assertThat(array.difference()).isEmpty();
    assertThat(array.controller().version(1, TRACK + 11)).isEqualTo(101);
    assertThat(array.controller().version(1, 6 * TRACK)).as("overwritten").isZero();
    assertThat(array.status()).isEqualTo(status(PairStatus.PAIR, 0, ""));
    assertThat(array.drainEventIds()).containsExactly(1020, 1021);
    assertThat(array.drainPersisted()).endsWith(PairArray.paired()).hasSize(2);
  }

  @Test
  void aNewPairCopiesWhatIsAllocatedAndNoMore() {
    PairArray array = pair(PairStart.SMPL);
    array.write(0, 5 * PAGE_BLOCKS, 3, 42);
    array.run(SECOND);
    assertThat(array.status()).as("no bitmap yet").isEqualTo(status(PairStatus.SMPL, 0, ""));

    long begun = array.now();
    array.command(new PairCommand.Create(ASKER));
    assertThat(array.status().differingBytes()).isEqualTo(10 * TRACK_BYTES);
    long nanos = answered(array) - begun;
    assertThat(nanos).isBetween(9 * TRACK_NANOS, 11 * TRACK_NANOS);
    assertThat(array.difference()).isEmpty();
    assertThat(array.controller().version(1, 5 * PAGE_BLOCKS + 2)).isEqualTo(42);
  }

  @Test
  void inStepASmallWriteIsCopiedAloneAndAtOnce() {
    PairArray array = pair(PairStart.PAIR);
    array.write(0, 70, 2, 7);
    array.run(50 * MS);
    assertThat(array.controller().version(1, 71)).isEqualTo(7);
    assertThat(array.status().differingBytes()).isZero();
    array.runTo(60 * SECOND);
    assertThat(array.counter("\\\\AMS\\ShadowImage Pair(P)\\Copy MB/sec") * 60)
        .isCloseTo(2 * BLOCK / 1e6, within(1e-9));
  }

  @Test
  void countersShowStateAndDifference() {
    PairArray array = pair(PairStart.PSUS);
    array.write(0, 0, 1, 7);
    array.run(SECOND);
    assertThat(array.counter("\\\\AMS\\ShadowImage Pair(P)\\State"))
        .isEqualTo(PairStatus.PSUS.ordinal());
    assertThat(array.counter("\\\\AMS\\ShadowImage Pair(P)\\Differing MB"))
        .isEqualTo(TRACK_BYTES / 1e6);
    assertThat(array.counter("\\\\AMS\\ShadowImage Pair(P)\\Copy MB/sec")).isZero();
  }

  @Test
  void aSplitWaitsForTheLastWritesAndKeepsTheirContent() {
    PairArray array = pair(PairStart.PAIR);
    for (int i = 0; i < 20; i++) {
      array.write(0, 3 * i, 2, 500 + i);
    }
    array.run(3 * MS);
    int[] then = array.versions(0);
    array.command(new PairCommand.Split("I", ASKER));
    assertThat(array.drainMessages()).as("not yet").isEmpty();
    array.run(300 * MS);
    assertThat(array.drainMessages()).containsExactly(status(PairStatus.PSUS, 0, "I"));

    array.write(0, 3, 4, 999);
    array.run(SECOND);
    assertThat(PairArray.difference(array.image("I"), then)).isEmpty();
    assertThat(PairArray.difference(array.versions(1), then)).isEmpty();
    assertThat(array.controller().version(0, 3)).isEqualTo(999);
  }

  @Test
  void aResyncTakesTheImageAwayFromItsReaders() {
    PairArray array = pair(PairStart.PAIR);
    array.command(new PairCommand.Split("I", ASKER));
    array.run(50 * MS);
    array.drainMessages();
    OpenStream open =
        new OpenStream("R", "I", List.of(new Extent(0, BLOCKS)), BLOCK, 1, 1 << 30, ASKER);
    array.command(open);
    array.command(RESYNC);
    array.run(SECOND);
    assertThat(array.drainMessages()).containsExactly(status(PairStatus.PAIR, 0, ""));
    assertThat(array.drainEventIds()).contains(ArrayEvents.STREAMS_DROPPED);
    array.command(open);
    assertThat(array.drainMessages())
        .containsExactly(new Refused("OpenStream R", "there is no snapshot I"));
  }

  @Test
  void aNameThatIsTakenIsRefusedAndThePairGoesOn() {
    PairArray array = pair(PairStart.PAIR);
    array.command(new kagemusha.array.protocol.ControllerCommand.CreateSnapshot("I", 0, ASKER));
    array.drainMessages();
    array.command(new PairCommand.Split("I", ASKER));
    assertThat(array.drainMessages()).containsExactly(new Rejected("P", "Split", PairStatus.PAIR));
    array.write(0, 9, 1, 77);
    array.run(SECOND);
    assertThat(array.controller().version(1, 9)).as("still copied on").isEqualTo(77);
  }

  @Test
  void aRestoreGivesThePrimaryVolumeItsContentBack() {
    PairArray array = pair(PairStart.PAIR);
    array.write(0, 10, 5, 1);
    array.run(SECOND);
    array.command(new PairCommand.Split("I", ASKER));
    array.run(SECOND);
    int[] then = array.versions(0);
    array.write(0, 12, 200, 2);
    array.write(0, 9 * PAGE_BLOCKS, 1, 3);
    array.run(SECOND);
    array.drainMessages();
    array.command(new PairCommand.Restore(ASKER));
    assertThat(array.status().status()).isEqualTo(PairStatus.RCPY);
    answered(array);
    assertThat(PairArray.difference(array.versions(0), then)).isEmpty();

    array.write(0, 50, 1, 4);
    array.run(SECOND);
    assertThat(array.controller().version(1, 50)).as("forward again").isEqualTo(4);
  }

  @Test
  void aFullPoolSuspendsThePairAndNothingIsForgotten() {
    PairArray array =
        new PairArray(
            PairArray.spec(PairStart.SMPL, false), DATA, new InitialExtent(2, 0, 14 * PAGE_BLOCKS));
    for (int page = 0; page < 4; page++) {
      array.write(0, page * PAGE_BLOCKS, 1, 1 + page);
    }
    array.run(SECOND);
    array.command(new PairCommand.Create(ASKER));
    array.run(10 * SECOND);
    assertThat(array.drainMessages())
        .as("two pages of two tracks have been copied")
        .containsExactly(status(PairStatus.PSUE, 4 * TRACK_BYTES, ""));
    assertThat(array.drainEventIds()).contains(ArrayEvents.POOL_FULL, 1023);
    assertThat(array.difference()).containsExactly(2 * PAGE_BLOCKS, 3 * PAGE_BLOCKS);

    array.write(0, 1, 1, 9);
    array.run(SECOND);
    assertThat(array.status().differingBytes()).as("noted").isEqualTo(5 * TRACK_BYTES);
  }

  /** What the disks of the primary volume's group do while the image is read. */
  private static double operationsOfPrimaryDisks(String poolOfSecondary) {
    ArraySpec own = PairArray.spec(PairStart.PAIR, false);
    LuSpec secondary = own.lu("S");
    LuSpec moved =
        new LuSpec("S", poolOfSecondary, secondary.capacityBytes(), "CTL0", secondary.csv());
    ArraySpec spec =
        new ArraySpec(
            own.name(),
            own.networks(),
            own.controllers(),
            own.drives(),
            own.raidGroups(),
            own.pools(),
            List.of(own.lu("A"), moved, own.lu("F")),
            own.pairs());
    PairArray array = new PairArray(spec, DATA, new InitialExtent(1, 0, 4 * PAGE_BLOCKS));
    array.write(0, 70, 2, 7);
    array.run(SECOND);
    array.command(new PairCommand.Split("I", ASKER));
    array.run(10 * SECOND);
    int[] then = array.versions(0);
    primaryOperations(array);
    assertThat(PairArray.difference(array.image("I"), then)).isEmpty();
    return primaryOperations(array);
  }

  /** Operations of the disks of the first group since the last call, after all was destaged. */
  private static double primaryOperations(PairArray array) {
    double sum = 0;
    for (int disk = 0; disk < 4; disk++) {
      sum += array.counter("\\\\AMS\\Physical Disk(RG0." + disk + ")\\Operations/sec");
    }
    return sum;
  }

  @Test
  void aSecondaryVolumeInThePrimarysPoolIsReadFromThePrimarysDisks() {
    assertThat(operationsOfPrimaryDisks("P1")).as("on disks of its own").isZero();
    assertThat(operationsOfPrimaryDisks("P0")).as("on the same disks").isPositive();
  }

  private static void assertBitmapCoversTheDifference(PairArray array) {
    long differing = (long) array.difference().size() * BLOCK;
    assertThat(array.status().differingBytes()).isGreaterThanOrEqualTo(differing);
  }

  @Test
  void aForcedSuspendInTheMiddleLosesNothing() {
    PairArray array = new PairArray(PairArray.spec(PairStart.PSUS, true), DATA);
    for (int track = 0; track < 6; track++) {
      array.write(0, track * TRACK, 2, 10 + track);
    }
    array.run(SECOND);
    array.command(RESYNC);
    array.run(250 * MS);
    array.write(0, 3, 1, 30);
    array.run(5 * MS);
    array.command(new PairCommand.Suspend(ASKER));
    assertThat(array.drainMessages())
        .extracting(message -> ((Status) message).status())
        .as("to who resynchronizes and to who suspends")
        .containsExactly(PairStatus.PSUE, PairStatus.PSUE);
    assertThat(array.status().differingBytes()).isBetween(3 * TRACK_BYTES, 6 * TRACK_BYTES);
    assertBitmapCoversTheDifference(array);
    array.run(10 * SECOND);
    assertThat(array.status().status()).isEqualTo(PairStatus.PSUE);
    array.command(RESYNC);
    answered(array);
    assertThat(array.difference()).isEmpty();
  }

  @Test
  void aDeletedPairIsTwoVolumes() {
    PairArray array = pair(PairStart.PAIR);
    array.command(new PairCommand.Delete(ASKER));
    array.write(0, 5, 1, 8);
    array.run(SECOND);
    assertThat(array.controller().version(1, 5)).isZero();
    assertThat(array.status()).isEqualTo(status(PairStatus.SMPL, 0, ""));
  }

  /** A cache of 2 MiB, half of it for writes, and twelve tracks: copies wait for the disks. */
  @Test
  void aCopyWaitsForRoomInTheCache() {
    PairArray array = new PairArray(PairArray.spec(PairStart.PSUS, false, 2 * TRACK_BYTES), DATA);
    for (int track = 0; track < 8; track++) {
      array.write(0, track * TRACK, 1, 10 + track);
      array.run(SECOND);
    }
    array.command(RESYNC);
    long begun = array.now();
    long nanos = answered(array) - begun;
    assertThat(nanos).as("slower than the pace").isGreaterThan(12 * TRACK_NANOS);
    assertThat(array.difference()).isEmpty();
  }

  /** Whatever happens, what differs is in the bitmap, and a split has the content of its moment. */
  @Property(tries = 60)
  void bitmapAndImagesAreRightWhateverHappens(@ForAll long seed, @ForAll boolean quick) {
    RandomStream random = RandomStream.of(seed, "pair", "");
    ArraySpec spec = PairArray.spec(PairStart.PSUS, true);
    PairArray array = new PairArray(quick ? PairArray.quick(spec) : spec, DATA);
    for (int step = 1; step <= 60; step++) {
      switch ((int) random.below(8)) {
        case 0 -> array.command(RESYNC);
        case 1 -> array.command(new PairCommand.Restore(ASKER));
        case 2 -> {
          if (random.chance(0.2)) {
            array.command(new PairCommand.Suspend(ASKER));
          }
        }
        case 3 -> splitHasTheContentOfItsMoment(array, "I" + step);
        default -> array.write((int) random.below(2), random.below(6 * PAGE_BLOCKS), 3, step);
      }
      array.run(random.below(400 * MS));
      assertBitmapCoversTheDifference(array);
    }
    array.run(5 * SECOND);
    if (array.status().status() == PairStatus.PAIR) {
      assertThat(array.difference()).isEmpty();
    }
  }

  private static void splitHasTheContentOfItsMoment(PairArray array, String image) {
    if (array.status().status() != PairStatus.PAIR) {
      return;
    }
    array.run(2 * MS);
    int[] then = array.versions(0);
    array.command(new PairCommand.Split(image, ASKER));
    array.run(10 * SECOND);
    assertThat(array.status()).isEqualTo(status(PairStatus.PSUS, 0, image));
    assertThat(PairArray.difference(array.image(image), then)).isEmpty();
  }
}

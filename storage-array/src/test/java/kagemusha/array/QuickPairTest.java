package kagemusha.array;

import static kagemusha.array.PairArray.ASKER;
import static kagemusha.array.PairArray.BLOCKS;
import static kagemusha.array.PairArray.TRACK_BYTES;
import static kagemusha.array.PairArray.TRACK_NANOS;
import static kagemusha.array.SmallArray.MS;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;
import static kagemusha.array.SmallArray.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kagemusha.array.protocol.ControllerNotice.Refused;
import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairNotice.Rejected;
import kagemusha.array.protocol.PairNotice.Status;
import kagemusha.array.protocol.PairStatus;
import kagemusha.config.ArraySpec.PairStart;
import kagemusha.kernel.random.RandomStream;
import kagemusha.kernel.testkit.RecordingContext;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A pair that is resynchronized and split at once, and what is copied behind that. */
class QuickPairTest {
  private static final int TRACK = 64;
  private static final InitialExtent DATA = new InitialExtent(0, 0, 8 * PAGE_BLOCKS);
  private static final PairCommand RESYNC = new PairCommand.Resync(ASKER);
  private static final PairCommand SPLIT = new PairCommand.Split("I", ASKER);

  private static PairArray array(InitialExtent... allocated) {
    return new PairArray(PairArray.quick(PairArray.spec(PairStart.PSUS, true)), allocated);
  }

  /** A split pair in which so many tracks differ, all destaged. */
  private static PairArray differing(int tracks) {
    return differing(array(DATA), tracks);
  }

  private static PairArray differing(PairArray array, int tracks) {
    for (int track = 0; track < tracks; track++) {
      array.write(0, track * TRACK + 5, 2, 100 + track);
    }
    array.run(5 * SECOND);
    return array;
  }

  private static Status split(long bytes, boolean pending) {
    return new Status("P", PairStatus.PSUS, 0, 1, bytes, "I", pending);
  }

  /** Resynchronizes and splits; the content of that moment. */
  private static int[] split(PairArray array) {
    array.command(RESYNC);
    array.command(SPLIT);
    int[] then = array.versions(0);
    array.drainMessages();
    return then;
  }

  private static double operations(PairArray array, int group, int disks) {
    double sum = 0;
    for (int disk = 0; disk < disks; disk++) {
      sum +=
          array.counter("\\\\AMS\\Physical Disk(RG%d.%d)\\Operations/sec".formatted(group, disk));
    }
    return sum;
  }

  @Test
  void bothAreAnsweredAtOnceAndTheCopyFollowsAtThePace() {
    PairArray array = differing(12);
    array.command(RESYNC);
    assertThat(array.drainMessages())
        .containsExactly(new Status("P", PairStatus.PAIR, 0, 1, 12 * TRACK_BYTES, ""));
    array.run(2 * TRACK_NANOS);
    array.command(SPLIT);
    Status told = (Status) array.drainMessages().get(0);
    assertThat(told).isEqualTo(split(told.differingBytes(), true));
    assertThat(told.differingBytes()).isBetween(9 * TRACK_BYTES, 11 * TRACK_BYTES);
    int[] then = array.versions(0);

    array.run(8 * TRACK_NANOS);
    assertThat(array.status().pending()).isTrue();
    array.run(4 * TRACK_NANOS);
    assertThat(array.status()).isEqualTo(split(0, false));
    assertThat(array.drainMessages()).as("nobody waits for it").isEmpty();
    assertThat(array.drainEventIds()).containsExactly(1020, 1022, 1026);
    assertThat(PairArray.difference(array.versions(1), then)).isEmpty();
  }

  @Test
  void whatIsNotCopiedYetIsReadFromThePrimarysDisks() {
    PairArray array = differing(16);
    int[] then = split(array);
    operations(array, 0, 4);
    operations(array, 1, 5);
    array.open("I");
    array.run(400 * MS);
    double fromPrimary = operations(array, 0, 4);
    array.run(20 * SECOND);
    assertThat(PairArray.difference(array.read(), then)).isEmpty();
    operations(array, 0, 4);
    operations(array, 1, 5);

    assertThat(PairArray.difference(array.image("I"), then)).isEmpty();
    assertThat(operations(array, 0, 4)).as("when all is copied").isZero();
    assertThat(operations(array, 1, 5)).isPositive();
    assertThat(fromPrimary).as("more than the copy itself reads").isGreaterThan(4 * 2 / 60.0);
  }

  @Test
  void aWriteWaitsForItsTrackOnceAndOnlyWhileItIsNotCopied() {
    PairArray array = differing(12);
    array.drainCopyNanos();
    int[] then = split(array);
    array.write(0, 9 * TRACK + 5, 1, 900);
    array.write(0, 9 * TRACK + 20, 1, 901);
    array.write(0, 14 * TRACK, 1, 902);
    array.run(SECOND / 2);
    List<Long> first = array.drainCopyNanos();
    assertThat(first).hasSize(3).contains(0L);
    assertThat(first.stream().filter(nanos -> nanos >= 16 * MS)).as("a track is read").hasSize(2);
    array.write(0, 9 * TRACK + 5, 1, 903);
    array.run(SECOND);
    assertThat(array.drainCopyNanos()).containsExactly(0L);
    array.run(2 * SECOND);
    assertThat(PairArray.difference(array.versions(1), then)).isEmpty();
    assertThat(array.status()).isEqualTo(split(2 * TRACK_BYTES, false));
  }

  @Test
  void aWriteMayStayInTheCacheUntilItsTrackHasBeenCopied() {
    PairArray empty =
        new PairArray(PairArray.holding(PairArray.spec(PairStart.PSUS, true), 0.5), DATA);
    PairArray array = differing(empty, 12);
    array.drainCopyNanos();
    int[] then = split(array);
    array.write(0, 9 * TRACK + 5, 1, 900);
    array.write(0, 11 * TRACK + 20, 1, 901);
    array.run(SECOND / 2);
    assertThat(array.drainCopyNanos()).as("nothing is waited for").containsOnly(0L);
    assertThat(array.status().differingBytes()).as("at the pace").isGreaterThan(6 * TRACK_BYTES);
    array.run(4 * SECOND);
    assertThat(PairArray.difference(array.versions(1), then)).as("the content of then").isEmpty();
    assertThat(PairArray.difference(array.image("I"), then)).isEmpty();
    assertThat(array.status()).isEqualTo(split(2 * TRACK_BYTES, false));
    assertThat(array.versions(0)[9 * TRACK + 5]).isEqualTo(900);
  }

  @Test
  void beyondItsShareOfTheCacheAWriteWaitsForItsTrack() {
    PairArray empty =
        new PairArray(
            PairArray.holding(PairArray.spec(PairStart.PSUS, true, 32 << 20), 0.01), DATA);
    PairArray array = differing(empty, 12);
    array.drainCopyNanos();
    int[] then = split(array);
    for (int block = 0; block < 40; block++) {
      array.write(0, 9 * TRACK + block, 1, 900 + block);
    }
    array.run(SECOND / 2);
    assertThat(array.drainCopyNanos()).contains(0L).anyMatch(nanos -> nanos > MS);
    array.run(4 * SECOND);
    assertThat(PairArray.difference(array.versions(1), then)).isEmpty();
    array.run(4 * SECOND);
    assertThat(array.status()).isEqualTo(split(TRACK_BYTES, false));
  }

  @Test
  void aResyncBeforeAllIsCopiedLosesNothing() {
    PairArray array = differing(12);
    split(array);
    array.write(0, 3 * TRACK, 1, 900);
    array.run(3 * TRACK_NANOS);
    array.command(RESYNC);
    assertThat(array.status().pending()).isFalse();
    array.run(5 * SECOND);
    assertThat(array.difference()).isEmpty();
    assertThat(array.status()).isEqualTo(new Status("P", PairStatus.PAIR, 0, 1, 0, ""));
  }

  @Test
  void withAnImageThatIsNotCopiedNeitherRestoreNorDelete() {
    PairArray array = differing(12);
    split(array);
    array.command(new PairCommand.Restore(ASKER));
    array.command(new PairCommand.Delete(ASKER));
    assertThat(array.drainMessages())
        .containsExactly(
            new Rejected("P", "Restore", PairStatus.PSUS),
            new Rejected("P", "Delete", PairStatus.PSUS));
    array.run(5 * SECOND);
    array.command(new PairCommand.Restore(ASKER));
    assertThat(array.status().status()).isEqualTo(PairStatus.RCPY);
  }

  @Test
  void aPoolThatRunsFullBehindTheSplitTakesTheImageAway() {
    PairArray array =
        array(new InitialExtent(0, 0, 4 * PAGE_BLOCKS), new InitialExtent(2, 0, 11 * PAGE_BLOCKS));
    for (int page = 4; page < 8; page++) {
      array.write(0, page * PAGE_BLOCKS, 1, page);
    }
    array.run(5 * SECOND);
    split(array);
    array.drainEventIds();
    array.open("I");
    array.write(0, 7 * PAGE_BLOCKS, 1, 99);
    array.run(5 * SECOND);
    Status lost = (Status) array.drainMessages().get(0);
    assertThat(lost.status()).as("told to who has split").isEqualTo(PairStatus.PSUE);
    assertThat(array.drainEventIds())
        .contains(ArrayEvents.STREAMS_DROPPED, ArrayEvents.POOL_FULL, 1023);
    assertThat(array.blocksRead()).isLessThan(BLOCKS);
    assertThat(array.controller().version(0, 7 * PAGE_BLOCKS))
        .as("the write goes on")
        .isEqualTo(99);
    array.open("I");
    assertThat(array.drainMessages())
        .containsExactly(new Refused("OpenStream R", "there is no snapshot I"));
  }

  @Test
  void aForcedSuspendLetsTheWritesGo() {
    PairArray array = differing(12);
    split(array);
    array.write(0, 9 * TRACK, 1, 900);
    array.run(10 * MS);
    array.command(new PairCommand.Suspend(ASKER));
    assertThat(array.drainMessages())
        .extracting(message -> ((Status) message).status())
        .containsExactly(PairStatus.PSUE, PairStatus.PSUE);
    array.run(SECOND);
    assertThat(array.controller().version(0, 9 * TRACK)).isEqualTo(900);
    array.command(RESYNC);
    array.run(5 * SECOND);
    assertThat(array.difference()).isEmpty();
  }

  /** Whoever writes where and when: the image is the primary volume of the split. */
  @Property(tries = 60)
  void theImageHasTheContentOfTheSplit(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "quick", "");
    double held = random.chance(0.5) ? 0.5 : 0;
    PairArray empty =
        new PairArray(PairArray.holding(PairArray.spec(PairStart.PSUS, true), held), DATA);
    PairArray array = differing(empty, 4 + (int) random.below(12));
    array.command(RESYNC);
    for (int step = 0; step < 5; step++) {
      array.write(0, random.below(8 * PAGE_BLOCKS - 2), 3, 500 + step);
      array.run(random.below(60 * MS));
    }
    array.command(SPLIT);
    int[] then = array.versions(0);
    boolean secondaryToo = random.chance(0.5);
    array.open("I");
    for (int step = 0; step < 40; step++) {
      int lu = secondaryToo ? (int) random.below(2) : 0;
      array.write(lu, random.below(8 * PAGE_BLOCKS - 2), 3, 1000 + step);
      array.run(random.below(60 * MS));
      array.controller().invariant();
    }
    array.run(20 * SECOND);
    assertThat(PairArray.difference(array.read(), then)).isEmpty();
    assertThat(array.blocksRead()).isEqualTo(BLOCKS);
    assertThat(array.status().pending()).isFalse();
    if (!secondaryToo) {
      assertThat(PairArray.difference(array.versions(1), then)).as("on its disks").isEmpty();
    }
    List<RecordingContext.Sent> before = array.drainAnswers();
    assertThat(before).isNotEmpty();
    array.command(RESYNC);
    array.run(5 * SECOND);
    assertThat(array.difference()).isEmpty();
  }
}

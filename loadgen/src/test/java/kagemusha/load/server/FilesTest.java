package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import kagemusha.kernel.random.RandomStream;
import kagemusha.load.store.LogRange;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places on the database disk and on the log disk. */
class FilesTest {
  private static final int PAGE = 32 * 1024;

  private static DatabaseFile database(int usedPages, int maxPages, int users) {
    return new DatabaseFile(
        (long) usedPages * PAGE, (long) maxPages * PAGE, PAGE, users, RandomStream.of(1, "a", "b"));
  }

  @Test
  void logGrowsBehindWhatIsUsedAndWrapsAtTheEnd() {
    var log = new LogFiles((5 << 20) - 1, 7 << 20, 16 * 1024);
    int number = 0;
    for (long offset = 5 << 20; offset < 7 << 20; offset += 16 * 1024) {
      assertThat(log.place(++number, 1)).isEqualTo(offset);
    }
    assertThat(log.place(++number, 1)).isZero();
    assertThat(log.place(++number, 1)).isEqualTo(16 * 1024);
  }

  /** Blocks never hold a part of a write that is not there from the start on. */
  @ParameterizedTest
  @CsvSource({"4096,4,1", "6000,2,1", "16384,1,1", "20000,1,2", "32768,1,2"})
  void logWritesOfAnySizeKeepToBlocks(int bytes, int writes, int blocks) {
    var log = new LogFiles(0, 7 << 20, bytes);
    for (int number = 1; number < 100; number++) {
      long place = log.place(number, 1);
      assertThat(place / (16 * 1024)).isEqualTo((number - 1) / writes * blocks);
      assertThat(place % (16 * 1024)).isEqualTo((number - 1) % writes * bytes);
    }
  }

  @Test
  void logsAreOverwrittenOnlyWhenABackupHasThemAndRecoveryDoesNotNeedThem() {
    var log = new LogFiles(0, 4 << 20, 16 * 1024);
    int round = 256;
    assertThat(log.place(round, 1)).isEqualTo(255L * 16 * 1024);
    assertThatThrownBy(() -> log.place(round + 1, 60)).hasMessageContaining("the log disk is full");
    assertThat(log.truncate(70)).isEqualTo(1);
    assertThat(log.place(round + 64, 200)).isEqualTo(63L * 16 * 1024);
    assertThatThrownBy(() -> log.place(round + 65, 200)).isInstanceOf(IllegalStateException.class);
    assertThat(log.truncate(150)).isEqualTo(1);
    assertThatThrownBy(() -> log.place(round + 100, 100))
        .hasMessage(
            "the log disk is full: log write 356 would overwrite 100; a backup has 128, the checkpoint is 100");
  }

  /** A file goes when none of its log writes is needed; what remains lies where it was written. */
  @Property(tries = 200)
  void whatIsLeftOfTheLogLiesWhereItWasWritten(
      @ForAll @IntRange(min = 1, max = 3_000) int last,
      @ForAll @IntRange(min = 1, max = 3_000) int truncated,
      @ForAll @IntRange(min = 1, max = 3_000) int first) {
    var log = new LogFiles(35 << 20, 40 << 20, 8 * 1024);
    int checkpoint = Math.min(truncated, last);
    int files = log.truncate(checkpoint);
    assertThat(files).isEqualTo((checkpoint - 1) / 128);
    LogRange range = log.range(first, last, LogRange.Which.PRESENT);
    int from = Math.max(first, files * 128 + 1);
    assertThat(range.last() - range.first() + 1).isEqualTo(Math.max(0, last - from + 1));
    Set<Long> wanted = new TreeSet<>();
    for (int number = from; number <= last; number++) {
      wanted.add(log.place(number, Integer.MAX_VALUE) / (16 * 1024));
    }
    Set<Long> told = new TreeSet<>();
    range
        .places()
        .forEach(
            place ->
                LongStream.range(place.firstBlock(), place.firstBlock() + place.blocks())
                    .forEach(told::add));
    assertThat(told).isEqualTo(wanted);
    assertThat(log.closed(last)).isEqualTo(last / 128 * 128);
  }

  @Test
  void dirtyPagesAreNeitherReadNorDirtiedAgainUntilTheyAreWritten() {
    DatabaseFile database = database(2001, 2001, 2);
    Set<Long> dirty = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      long page = database.coldPage(1);
      assertThat(database.change(page, i)).isTrue();
      assertThat(dirty.add(page)).isTrue();
    }
    assertThat(dirty).allMatch(page -> page >= 1001 && page <= 2000);
    for (int i = 0; i < 1000; i++) {
      assertThat(dirty).doesNotContain(database.coldPage(1));
    }
    dirty.forEach(database::written);
    assertThat(database.dirtyPages()).isZero();
  }

  @Test
  void newPagesFillTheDiskAndThenFreePlaces() {
    DatabaseFile database = database(10, 12, 1);
    assertThat(database.newPage()).isEqualTo(10L);
    assertThat(database.newPage()).isEqualTo(11L);
    for (int i = 0; i < 50; i++) {
      assertThat(database.newPage()).isBetween(1L, 11L);
    }
  }

  @Test
  void aMailboxOfOnePageStillWorksAndIsNotTheHeader() {
    DatabaseFile database = database(1, 1, 5);
    assertThat(database.coldPage(3)).isEqualTo(1);
    assertThat(database.change(1, 7)).isTrue();
    assertThat(database.coldPage(4)).isEqualTo(1);
    assertThat(database.change(1, 8)).isFalse();
    assertThat(database.mark(1)).isEqualTo(7);
  }
}

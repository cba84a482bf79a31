package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import kagemusha.kernel.random.RandomStream;
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
    var log = new LogFiles(0, 1 << 20, 16 * 1024);
    int round = 64;
    assertThat(log.place(round, 1)).isEqualTo(63L * 16 * 1024);
    assertThatThrownBy(() -> log.place(round + 1, 60)).hasMessageContaining("the log disk is full");
    log.truncate(11);
    assertThat(log.place(round + 10, 60)).isEqualTo(9L * 16 * 1024);
    assertThatThrownBy(() -> log.place(round + 11, 60)).isInstanceOf(IllegalStateException.class);
    log.truncate(50);
    assertThatThrownBy(() -> log.place(round + 40, 40))
        .hasMessage(
            "the log disk is full: log write 104 would overwrite 40; a backup has 49, the checkpoint is 40");
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

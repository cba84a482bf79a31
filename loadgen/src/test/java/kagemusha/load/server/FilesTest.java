package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import kagemusha.kernel.random.RandomStream;
import org.junit.jupiter.api.Test;

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
    for (long offset = 5 << 20; offset < 7 << 20; offset += 16 * 1024) {
      assertThat(log.next()).isEqualTo(offset);
    }
    assertThat(log.next()).isZero();
    assertThat(log.next()).isEqualTo(16 * 1024);
  }

  @Test
  void dirtyPagesAreNeitherReadNorDirtiedAgainUntilTheyAreWritten() {
    DatabaseFile database = database(2000, 2000, 2);
    Set<Long> dirty = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      assertThat(dirty.add(database.dirtyPage(1))).isTrue();
    }
    assertThat(dirty).allMatch(offset -> offset >= 1000L * PAGE && offset < 2000L * PAGE);
    for (int i = 0; i < 1000; i++) {
      assertThat(dirty).doesNotContain(database.coldPage(1));
    }
    dirty.forEach(database::written);
    assertThat(database.dirtyPages()).isZero();
  }

  @Test
  void newPagesFillTheDiskAndThenFreePlaces() {
    DatabaseFile database = database(10, 12, 1);
    assertThat(database.appendPage()).isEqualTo(10L * PAGE);
    assertThat(database.appendPage()).isEqualTo(11L * PAGE);
    assertThat(database.appendPage()).isBetween(0L, 11L * PAGE);
  }

  @Test
  void aMailboxOfOnePageStillWorks() {
    DatabaseFile database = database(1, 1, 5);
    assertThat(database.dirtyPage(3)).isZero();
    assertThat(database.coldPage(4)).isZero();
  }
}

package kagemusha.load.store;

import static kagemusha.load.store.ContentVersion.cleanHeader;
import static kagemusha.load.store.ContentVersion.dirtyHeader;
import static kagemusha.load.store.ContentVersion.log;
import static kagemusha.load.store.ContentVersion.page;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kagemusha.config.MailSpec;
import kagemusha.load.store.DatabaseCheck.CleanShutdown;
import kagemusha.load.store.DatabaseCheck.Corrupt;
import kagemusha.load.store.DatabaseCheck.DirtyShutdown;
import kagemusha.load.store.WrittenBlocks.Run;
import kagemusha.load.testkit.TestSite;
import org.junit.jupiter.api.Test;

/** The verdicts; a page has two blocks, a log write one. */
class DatabaseCheckTest {
  private static final MailSpec MAIL = TestSite.mail();

  private final DatabaseCheck check = new DatabaseCheck(MAIL);

  private static WrittenBlocks at(long firstBlock, int... versions) {
    return () -> List.of(new Run(firstBlock, versions)).iterator();
  }

  private static WrittenBlocks logs(int first, int last) {
    int[] versions = new int[last - first + 1];
    Arrays.setAll(versions, i -> log(first + i));
    return at(7, versions);
  }

  private DatabaseCheck.Result of(WrittenBlocks database, WrittenBlocks log) {
    return check.check(database, log, Optional.empty());
  }

  private DatabaseCheck.Result frozen(WrittenBlocks database, WrittenBlocks log, int from, int to) {
    return check.check(database, log, Optional.of(new StoreDocument(from, to)));
  }

  private static Corrupt corrupt(String why) {
    return new Corrupt(why);
  }

  private static WrittenBlocks database(int header, int... pages) {
    int[] versions = new int[2 + 2 * pages.length];
    for (int i = 0; i < versions.length; i++) {
      versions[i] = i < 2 ? header : pages[i / 2 - 1];
    }
    return at(0, versions);
  }

  @Test
  void whatWasNeverWrittenIsAsItWasShutDown() {
    assertThat(of(at(0), at(0))).isEqualTo(new CleanShutdown());
    assertThat(of(at(0, 0, 0, 0), at(0, 0))).isEqualTo(new CleanShutdown());
    assertThat(of(at(0), logs(1, 3))).isEqualTo(new DirtyShutdown(1, 3));
    assertThat(of(at(10, page(0, 1), page(0, 1)), at(0)))
        .isEqualTo(corrupt("page 5 has been written, the header not"));
  }

  @Test
  void aDirtyDatabaseNeedsTheLogsFromItsCheckpoint() {
    WrittenBlocks database = database(dirtyHeader(4), page(2, 1), 0, page(6, 3));
    assertThat(of(database, logs(3, 8))).isEqualTo(new DirtyShutdown(4, 8));
    assertThat(of(database, logs(4, 6))).isEqualTo(new DirtyShutdown(4, 6));
    assertThat(of(database(dirtyHeader(4), page(3, 1)), logs(1, 3)))
        .as("none is needed")
        .isEqualTo(new DirtyShutdown(4, 3));
  }

  @Test
  void aMissingLogIsNamed() {
    WrittenBlocks database = database(dirtyHeader(4), page(2, 1), page(6, 3));
    assertThat(of(database, logs(4, 5)))
        .isEqualTo(corrupt("page 2 is newer than the last log write on disk, 5"));
    assertThat(of(database, logs(5, 8)))
        .isEqualTo(corrupt("log write 4 is missing, page 2 needs all up to 6"));
    assertThat(frozen(database(dirtyHeader(4)), logs(4, 6), 4, 7))
        .isEqualTo(corrupt("log write 7 is missing, required are 4 to 7"));
  }

  @Test
  void aHoleBehindAllPagesIsOnlyTheEndOfTheLog() {
    WrittenBlocks log = at(0, log(1), log(2), 0, log(4));
    assertThat(of(database(dirtyHeader(1), page(2, 1)), log)).isEqualTo(new DirtyShutdown(1, 2));
  }

  @Test
  void tornPagesAreFound() {
    assertThat(of(at(0, dirtyHeader(1), dirtyHeader(1), page(1, 1), page(1, 2)), logs(1, 1)))
        .isEqualTo(corrupt("page 1 is torn: its blocks have versions 257 and 258"));
    assertThat(of(at(0, dirtyHeader(1), dirtyHeader(1), 0, page(1, 2)), logs(1, 1)))
        .isEqualTo(corrupt("page 1 is torn: of 2 blocks 1 are there"));
    assertThat(of(at(1, dirtyHeader(1)), logs(1, 1)))
        .isEqualTo(corrupt("page 0 is torn: of 2 blocks 1 are there"));
  }

  @Test
  void whatIsNewerThanAFreezeIsFound() {
    WrittenBlocks good = database(dirtyHeader(4), page(5, 1));
    assertThat(frozen(good, logs(1, 6), 4, 6)).isEqualTo(new DirtyShutdown(4, 6));
    assertThat(frozen(good, logs(1, 6), 3, 6))
        .isEqualTo(
            corrupt(
                "not what the writer froze: the header's version is 1025, its checkpoint should be 3"));
    assertThat(frozen(good, logs(1, 7), 4, 6))
        .isEqualTo(corrupt("not what the writer froze: the log goes beyond log write 6"));
    assertThat(frozen(database(dirtyHeader(4), page(7, 1)), logs(1, 7), 4, 6))
        .isEqualTo(corrupt("not what the writer froze: page 1 is newer"));
  }

  @Test
  void aCleanShutdownNeedsNoLogAndHasNothingNewer() {
    WrittenBlocks database = database(cleanHeader(6), page(5, 1));
    assertThat(of(database, at(0))).isEqualTo(new CleanShutdown());
    assertThat(of(database, logs(1, 5))).isEqualTo(new CleanShutdown());
    assertThat(of(database, logs(1, 6)))
        .isEqualTo(corrupt("the log is newer than the clean shutdown"));
    assertThat(of(database(cleanHeader(6), page(6, 1)), at(0)))
        .isEqualTo(corrupt("page 1 is newer than the clean shutdown"));
  }

  @Test
  void disksThatWereMixedUpAreFound() {
    assertThat(of(database(log(3)), at(0))).isInstanceOf(Corrupt.class);
    assertThat(of(database(dirtyHeader(1), log(3)), at(0)))
        .isEqualTo(corrupt("page 1 holds a log write"));
    assertThat(of(database(dirtyHeader(1)), at(3, page(1, 1))))
        .isEqualTo(corrupt("block 3 of the log holds none"));
  }

  @Test
  void smallLogWritesShareABlockAndLargeOnesFillSeveral() {
    var small = new LogSurvey(4096);
    small.add(0, log(4));
    small.add(1, log(6));
    assertThat(small.lastFrom(1)).isEqualTo(6);
    assertThat(small.lastFrom(7)).isEqualTo(6);
    var large = new LogSurvey(40_000);
    large.add(0, log(1));
    large.add(1, log(1));
    large.add(2, log(1));
    large.add(3, log(2));
    large.add(5, log(2));
    assertThat(large.lastFrom(1)).isEqualTo(1);
    assertThat(large.hasLaterThan(1)).isTrue();
  }

  @Test
  void theLastLogsOfALongRunAreReadRight() {
    int last = ContentVersion.MAX_LOG;
    assertThat(of(database(dirtyHeader(last - 2), page(last, 9)), logs(last - 2, last)))
        .isEqualTo(new DirtyShutdown(last - 2, last));
  }

  /** 135 GB of which every chunk of 2 MiB has one page that was written. */
  @Test
  void aLargeDatabaseIsCheckedByItsWrittenRuns() {
    List<Run> runs = new ArrayList<>();
    runs.add(new Run(0, new int[] {dirtyHeader(1), dirtyHeader(1)}));
    for (long chunk = 1; chunk < 135_000_000_000L / (2 << 20); chunk++) {
      int[] versions = new int[128];
      versions[64] = versions[65] = page(1, 1 + (int) (chunk % 255));
      runs.add(new Run(chunk * 128, versions));
    }
    assertThat(of(runs::iterator, logs(1, 1))).isEqualTo(new DirtyShutdown(1, 1));
    runs.get(60_000).versions()[65]++;
    assertThat(of(runs::iterator, logs(1, 1))).isInstanceOf(Corrupt.class);
  }
}

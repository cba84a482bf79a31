package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.event.EventRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups and restores by the agent in a guest, in a small cluster. */
class GuestBackupTest {
  private static final int DISK_VERIFIED = 9111;
  private static final int SUCCEEDED = 9112;
  private static final int POINT_VERIFIED = 9123;
  private static final int DIFFERENCES = 9124;
  private static final int RESTORE_VERIFIED = 9126;
  private static final int DATABASE = 9128;
  private static final int LOGS_DELETED = 224;
  private static final int RECOVERED = 302;

  private static String job(String name, String kind, int atMinute) {
    return SmallSite.job(name, kind, "in-guest", "MAIL1", atMinute);
  }

  /** So much that some log files of 1 MiB are closed between two jobs. */
  private static SmallSite busy(String... jobs) {
    return new SmallSite()
        .with("database-writes-per-user-second = 0.0540", "database-writes-per-user-second = 0.5")
        .with("log-writes-per-user-second = 0.0468", "log-writes-per-user-second = 0.5")
        .jobs(jobs);
  }

  private static List<String> of(SmallSite.Outcome run, String source, int id) {
    return run.events().stream()
        .filter(event -> event.source().equals(source) && event.id() == id)
        .map(EventRecord::text)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void scenario3InShortIsProven(int seed) throws Exception {
    SmallSite.Outcome run =
        busy(
                job("replica", "replica-creation", 5),
                job("sync", "synchronization", 10),
                job("express-full", "express-full", 15),
                job("recovery", "recovery", 27))
            .seed(seed)
            .run();
    assertThat(run.errors()).isEmpty();
    assertThat(run.texts(SUCCEEDED)).hasSize(4);
    assertThat(run.texts(DISK_VERIFIED)).hasSize(5);
    assertThat(run.texts(POINT_VERIFIED)).hasSize(3);
    assertThat(run.texts(RESTORE_VERIFIED)).hasSize(2);
    assertThat(run.texts(DATABASE)).hasSize(4).allMatch(text -> text.contains("all there"));
    assertThat(of(run, "ESE", LOGS_DELETED)).as("by the two full backups").hasSize(2);
    assertThat(of(run, "ESE", RECOVERED)).hasSize(1);
    assertThat(run.events()).as("a host's set").noneMatch(e -> e.text().contains("NODE1.vss"));
  }

  /** The express full ships what the filter has tracked, far less than the database. */
  @Test
  void anExpressFullReadsOnlyWhatHasChanged() throws Exception {
    SmallSite.Outcome run =
        new SmallSite()
            .jobs(
                job("replica", "replica-creation", 5),
                job("express-full", "express-full", 15),
                job("check", "consistency-check", 20))
            .run();
    assertThat(run.errors()).isEmpty();
    assertThat(run.texts(DISK_VERIFIED).get(0)).contains("DATABASE").contains("(1113 MB)");
    String tracked = run.texts(DISK_VERIFIED).get(2);
    assertThat(tracked).contains("DATABASE");
    assertThat(megabytes(tracked)).isBetween(5L, 100L);
    assertThat(run.texts(POINT_VERIFIED)).hasSize(3);
  }

  private static long megabytes(String text) {
    return Long.parseLong(text.replaceAll(".*\\((\\d+) MB\\).*", "$1"));
  }

  /** Calls in hand end, others are turned away; afterwards the store goes on with new logs. */
  @Test
  void aRecoveryUnderLoadLosesTheChangesAndTheTrack() throws Exception {
    SmallSite.Outcome run =
        busy(
                job("replica", "replica-creation", 2),
                job("sync", "synchronization", 6),
                job("recovery", "recovery", 9),
                job("express-full", "express-full", 14),
                job("check", "consistency-check", 17),
                job("again", "express-full", 22))
            .run();
    assertThat(run.errors())
        .containsExactly(
            "Job express-full failed: the filter has lost track of what has changed.",
            "The replica of MAIL1 is inconsistent; only a consistency check helps.");
    assertThat(run.texts(SUCCEEDED)).hasSize(5);
    assertThat(run.texts(DIFFERENCES)).isNotEmpty();
    assertThat(run.texts(RESTORE_VERIFIED)).hasSize(2);
    assertThat(of(run, "ESE", RECOVERED)).hasSize(1);
    assertThat(run.texts(DATABASE)).hasSize(5).allMatch(text -> text.contains("all there"));
  }

  @Test
  void aFlippedBitOfTheReplicaIsFoundByACheckAndRepaired() throws Exception {
    SmallSite.Outcome run =
        new SmallSite()
            .load(10)
            .jobs(job("replica", "replica-creation", 15), job("check", "consistency-check", 20))
            .damage(18, VhdRole.DATABASE, 4711)
            .run();
    assertThat(run.errors()).isEmpty();
    assertThat(run.texts(DIFFERENCES))
        .contains(
            "1 blocks of disk DATABASE of MAIL1 differed from the replica, the first at block 4711.");
    assertThat(run.texts(POINT_VERIFIED)).hasSize(2);
  }
}

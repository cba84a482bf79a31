package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.config.Topology.VhdRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole backups and restores in a small cluster, and what the content proof says of them. */
class ContentProofTest {
  private static final int DISK_VERIFIED = 9111;
  private static final int SUCCEEDED = 9112;
  private static final int POINT_VERIFIED = 9123;
  private static final int DIFFERENCES = 9124;
  private static final int RESTORE_VERIFIED = 9126;
  private static final int DATABASE = 9128;
  private static final int DAMAGED = 9130;

  /** Much is written in the seconds between the guest's snapshot and the host's. */
  private static SmallSite busy(String method) {
    return new SmallSite()
        .with("database-writes-per-user-second = 0.0540", "database-writes-per-user-second = 0.5")
        .with("log-writes-per-user-second = 0.0468", "log-writes-per-user-second = 0.5")
        .scenario1(method);
  }

  private static void allIsProven(SmallSite.Outcome run) {
    assertThat(run.errors()).isEmpty();
    assertThat(run.texts(SUCCEEDED)).hasSize(3);
    assertThat(run.texts(DISK_VERIFIED)).hasSize(2 * 3);
    assertThat(run.texts(POINT_VERIFIED)).hasSize(2);
    assertThat(run.texts(RESTORE_VERIFIED)).hasSize(3);
    List<String> databases = run.texts(DATABASE);
    assertThat(databases).hasSize(3).allMatch(text -> text.contains(": Dirty Shutdown, log req"));
    assertThat(databases.get(0)).startsWith("Database of MAIL1 in recovery point MAIL1@replica:");
    assertThat(databases.get(2))
        .isEqualTo(databases.get(1).replace(" in recovery", " restored from recovery"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void scenario1InShortIsProvenWithAnySeed(int seed) throws Exception {
    allIsProven(new SmallSite().scenario1("network").seed(seed).run());
  }

  @ParameterizedTest
  @ValueSource(strings = {"network", "shadow-image"})
  void whatABusyGuestWritesMeanwhileIsReverted(String method) throws Exception {
    allIsProven(busy(method).run());
  }

  /** Nothing is wrong with the copy of the host's snapshot: it only is not what was frozen. */
  @ParameterizedTest
  @ValueSource(strings = {"network", "shadow-image"})
  void withoutTheRevertTheDatabaseIsNotTheOneThatWasFrozen(String method) throws Exception {
    SmallSite.Outcome run = busy(method).with("revert = true ", "revert = false ").run();
    assertThat(run.texts(SUCCEEDED)).hasSize(3);
    assertThat(run.texts(POINT_VERIFIED)).hasSize(2);
    assertThat(run.errors())
        .hasSize(3)
        .allMatch(text -> text.contains("inconsistent, not what the writer froze: "))
        .isEqualTo(run.texts(DATABASE));
  }

  /** The mail stops after ten minutes, so that nothing but the damage differs. */
  private static SmallSite quiet(String... laterJobs) {
    List<String> jobs = new ArrayList<>();
    jobs.add(SmallSite.job("replica", "replica-creation", "network", "MAIL1", 15));
    jobs.addAll(List.of(laterJobs));
    return new SmallSite()
        .load(10)
        .with("system-writes-per-second = 1", "system-writes-per-second = 0")
        .jobs(jobs.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"DATABASE, 4711", "SYSTEM, 0", "LOG, 20"})
  void aFlippedBitIsFoundByAConsistencyCheckAndRepaired(VhdRole role, long block) throws Exception {
    SmallSite.Outcome run =
        quiet(
                SmallSite.job("check", "consistency-check", "network", "MAIL1", 20),
                SmallSite.job("express-full", "express-full", "network", "MAIL1", 24),
                SmallSite.job("recovery", "recovery", "network", "MAIL1", 27))
            .damage(18, role, block)
            .run();
    assertThat(run.texts(DAMAGED)).hasSize(1);
    assertThat(run.texts(DIFFERENCES))
        .containsExactly(
            "1 blocks of disk %s of MAIL1 differed from the replica, the first at block %d."
                .formatted(role, block));
    assertThat(run.errors()).isEmpty();
    assertThat(run.texts(SUCCEEDED))
        .hasSize(4)
        .contains("Job check succeeded: 0 MB.", "Job express-full succeeded: 0 MB.");
    assertThat(run.texts(POINT_VERIFIED)).hasSize(2);
    assertThat(run.texts(DATABASE)).hasSize(3);
  }

  /** The express full compares every block and so repairs the replica; but it is noticed. */
  @Test
  void withoutAConsistencyCheckAFlippedBitIsNoticedToo() throws Exception {
    SmallSite.Outcome run =
        quiet(SmallSite.job("express-full", "express-full", "network", "MAIL1", 20))
            .damage(18, VhdRole.DATABASE, 4711)
            .run();
    assertThat(run.errors())
        .containsExactly(
            "Disk DATABASE of the replica of MAIL1 has changed since the last job wrote it.");
    assertThat(run.texts(SUCCEEDED)).hasSize(2);
    assertThat(run.texts(POINT_VERIFIED)).hasSize(2);
  }

  /** A recovery point shares with the replica what has not been written since. */
  @Test
  void aFlippedBitIsNotRestoredInSilence() throws Exception {
    SmallSite.Outcome run =
        quiet(SmallSite.job("recovery", "recovery", "network", "MAIL1", 20))
            .damage(18, VhdRole.DATABASE, 4711)
            .run();
    assertThat(run.errors())
        .containsExactly(
            "Disk DATABASE of recovery point MAIL1@replica has changed since its job made it.",
            "Job recovery failed: the recovery point has changed since its job made it.");
  }
}

package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.event.EventRecord;
import kagemusha.load.store.DatabaseCheck;
import kagemusha.load.store.DatabaseCheck.CleanShutdown;
import kagemusha.load.store.DatabaseCheck.DirtyShutdown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool runs full under two mail servers, and an administrator finds room for it. */
class FullPoolTest {
  private static final int POOL_FULL = 1101;
  private static final int POOL_GROWN = 1102;
  private static final int JOB_SUCCEEDED = 9112;
  private static final int JOB_FAILED = 9127;
  private static final int POINT_VERIFIED = 9123;
  private static final int DATABASE_CHECKED = 9128;
  private static final int SUSPENDED = 1023;

  private static final String GROW = "{ on = LARGE, at = 330 s, do = grow-pool }\n";
  private static final String RESUME = "{ on = MAIL1, at = 360 s, do = resume }\n";

  @TempDir Path folder;

  private static List<Integer> ids(List<EventRecord> events, String of) {
    return events.stream()
        .filter(event -> event.correlation().equals(of))
        .map(EventRecord::id)
        .toList();
  }

  private static DatabaseCheck.Result check(FullPoolSite site, String vm) {
    return new DatabaseCheck(site.topology().mail())
        .check(site.disk(vm, VhdRole.DATABASE), site.disk(vm, VhdRole.LOG), Optional.empty());
  }

  private static int lastLog(FullPoolSite site, String vm) {
    return ((DirtyShutdown) check(site, vm)).lastLog();
  }

  /** Nothing is written while it stands still, and nothing is missing when it has gone on. */
  @ParameterizedTest
  @ValueSource(longs = {1_000, 100})
  void theGuestsStandStillUntilThereIsRoom(long quantumMs) throws IOException {
    FullPoolSite site = FullPoolSite.ofLogs(folder);
    List<EventRecord> events = site.run(300, quantumMs, "", "");
    assertThat(ids(events, "LARGE")).containsExactly(POOL_FULL);
    assertThat(ids(events, "MAIL1")).containsExactly(VmLifeRules.NO_ROOM);
    assertThat(ids(events, "MAIL2")).as("needs no page yet").isEmpty();
    int stopped = lastLog(site, "MAIL1");

    events = site.run(355, quantumMs, "", GROW);
    assertThat(ids(events, "LARGE")).containsExactly(POOL_FULL, POOL_GROWN);
    assertThat(lastLog(site, "MAIL1")).as("room alone is not enough").isEqualTo(stopped);

    events = site.run(500, quantumMs, "", GROW + RESUME);
    assertThat(ids(events, "MAIL1")).containsExactly(VmLifeRules.NO_ROOM, VmLifeRules.RESUMED);
    assertThat(lastLog(site, "MAIL1")).isGreaterThan(stopped + 20);

    String end = "{ on = MAIL1, at = 500 s, do = shut-down }";
    site.run(700, quantumMs, "", GROW + RESUME + end);
    assertThat(check(site, "MAIL1"))
        .as("every page and log is there")
        .isEqualTo(new CleanShutdown());
  }

  /** A machine that is resumed too early meets the full pool again. */
  @Test
  void resumingWithoutRoomIsInVain() throws IOException {
    FullPoolSite site = FullPoolSite.ofLogs(folder);
    String early = "{ on = MAIL1, at = 320 s, do = resume }\n";
    String save = "{ on = MAIL1, at = 310 s, do = save }\n";
    List<EventRecord> events = site.run(450, 100, "", save + early + GROW + RESUME);
    assertThat(ids(events, "MAIL1"))
        .containsExactly(
            VmLifeRules.NO_ROOM,
            VmLifeRules.REFUSED,
            VmLifeRules.RESUMED,
            VmLifeRules.NO_ROOM,
            VmLifeRules.RESUMED);
    assertThat(ids(events, "LARGE"))
        .as("one event each time")
        .containsExactly(POOL_FULL, POOL_GROWN);
  }

  /** What was kept had not been acknowledged, so the store can do without it. */
  @Test
  void aMachineThatIsTurnedOffInsteadRecovers() throws IOException {
    FullPoolSite site = FullPoolSite.ofLogs(folder);
    String off = "{ on = MAIL1, at = 300 s, do = turn-off }\n";
    String start = "{ on = MAIL1, at = 340 s, do = start }\n";
    List<EventRecord> events = site.run(600, 100, "", off + GROW + start);
    assertThat(ids(events, "MAIL1"))
        .containsSubsequence(
            VmLifeRules.NO_ROOM, VmLifeRules.TURNED_OFF, VmLifeRules.STARTED, 300, 302);
    assertThat(check(site, "MAIL1")).isInstanceOf(DirtyShutdown.class);
  }

  @Test
  void aBackupAfterwardsHasACleanRecoveryPoint() throws IOException {
    String job =
        "{ name = copy, kind = replica-creation, method = network, vms = [MAIL1], at = 8 min }\n";
    List<EventRecord> events = FullPoolSite.ofLogs(folder).run(800, 100, job, GROW + RESUME);
    assertThat(events).extracting(EventRecord::id).contains(POINT_VERIFIED, JOB_SUCCEEDED);
    assertThat(events).extracting(EventRecord::id).doesNotContain(JOB_FAILED);
    assertThat(events)
        .filteredOn(event -> event.id() == DATABASE_CHECKED)
        .isNotEmpty()
        .allMatch(event -> event.text().contains("Dirty Shutdown"));
  }

  /** It cannot be saved, so the job fails; the machine stands as it stood. */
  @Test
  void aMachineThatStandsStillIsNotBackedUp() throws IOException {
    String job =
        "{ name = copy, kind = replica-creation, method = network, vms = [MAIL1], at = 5 min }\n";
    List<EventRecord> events = FullPoolSite.ofLogs(folder).run(500, 100, job, "");
    assertThat(events)
        .extracting(EventRecord::id)
        .containsSubsequence(VmLifeRules.NO_ROOM, VmLifeRules.REFUSED, JOB_FAILED)
        .doesNotContain(POINT_VERIFIED);
    assertThat(ids(events, "MAIL1")).doesNotContain(VmLifeRules.RESUMED, VmLifeRules.SAVED);
  }

  /** The copy needs a page that is not there: the pair is suspended, and the job fails. */
  @Test
  void aFullPoolUnderTheSecondaryVolumesFailsTheJob() throws IOException {
    String jobs =
        """
        { name = copy, kind = replica-creation, method = shadow-image, vms = [MAIL1], at = 1 min }
        { name = full, kind = express-full, method = shadow-image, vms = [MAIL1], at = 14 min }
        """;
    List<EventRecord> events = FullPoolSite.ofSecondaryVolumes(folder).run(1_200, 500, jobs, "");
    assertThat(events)
        .extracting(EventRecord::id)
        .containsSubsequence(POINT_VERIFIED, JOB_SUCCEEDED, POOL_FULL, SUSPENDED, JOB_FAILED);
    assertThat(events)
        .filteredOn(event -> event.id() == POINT_VERIFIED)
        .as("no point is promised by the job that failed")
        .hasSize(1);
    assertThat(events).extracting(EventRecord::id).doesNotContain(VmLifeRules.NO_ROOM);
  }
}

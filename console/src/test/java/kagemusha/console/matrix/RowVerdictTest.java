package kagemusha.console.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import kagemusha.config.MatrixRow;
import kagemusha.config.PublishedMatrix;
import kagemusha.console.matrix.RowResult.Tried;
import kagemusha.console.matrix.TrialResult.Backup;
import kagemusha.console.matrix.TrialResult.Restore;
import kagemusha.console.matrix.Windows.Window;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import org.junit.jupiter.api.Test;

/** What trials come to, as values. */
class RowVerdictTest {
  private static final int PAUSED = 9;
  private static final int DELETED = 4;
  private static final int SAVED_BEFORE = 7;
  private static final int MIGRATED_BEFORE = 3;

  private static Tried verdict(int row, TrialResult... trials) {
    MatrixRow published = PublishedMatrix.bundled().get(row - 1);
    TreeMap<Long, List<String>> phases = new TreeMap<>();
    phases.put(0L, List.of("job.started"));
    phases.put(100L, List.of("vss.freeze"));
    phases.put(200L, List.of("job.transfer"));
    TrialPlan plan = new TrialPlan(published, OptionalLong.empty());
    return (Tried) new RowVerdict(new Timeline(plan, phases), List.of(trials)).result();
  }

  private static TrialResult trial(long at, Backup backup, Restore restore, int... events) {
    List<EventRecord> log = new ArrayList<>();
    Arrays.stream(events).forEach(id -> log.add(event(at, id)));
    return new TrialResult(OptionalLong.of(at), backup, restore, log);
  }

  private static EventRecord event(long at, int id) {
    boolean ofRestore = id == 1069 || id == 21502;
    String run = ofRestore ? "restore" : "replica-creation";
    return new EventRecord(at, "HYPR1", "source", id, Level.ERROR, "text of " + id, run);
  }

  private static TrialResult failed(long at, int... events) {
    return trial(at, Backup.FAILED, Restore.NONE, events);
  }

  private static TrialResult good(long at) {
    return trial(at, Backup.GOOD, Restore.TO_CLUSTER, 21502, 1069);
  }

  @Test
  void oneFailureAmongGoodOnesIsAnX() {
    Tried tried = verdict(PAUSED, good(10), failed(110, 10009, 9220, 30112), good(210));
    assertThat(tried.backupFails()).isTrue();
    assertThat(tried.restoreFails()).as("nothing was made at 110").isTrue();
    assertThat(tried.windows()).containsExactly(new Window(110, 110));
    assertThat(tried.spans()).hasSize(1);
    assertThat(tried.spans().get(0).events()).containsExactly(10009, 30112);
    assertThat(tried.spans().get(0).decided()).isEqualTo("source 9220: text of 9220");
    assertThat(tried.restoreEvents()).containsExactly(1069, 21502);
    assertThat(tried.timeline().phase(110)).isEqualTo("vss.freeze");
    assertThat(tried.notes()).contains(1);
    assertThat(tried.problems()).isEmpty();
    assertThat(tried.agrees()).isTrue();
  }

  @Test
  void withoutAGoodInstantItDoesNotDependOnTheMoment() {
    Tried tried = verdict(PAUSED, failed(10, 10009, 30112), failed(210, 30111));
    assertThat(tried.spans()).hasSize(2);
    assertThat(tried.notes()).doesNotContain(1);
    assertThat(tried.agrees()).isFalse();
  }

  @Test
  void aFailureMustHaveThePublishedEvents() {
    assertThat(verdict(PAUSED, good(10), failed(110, 10009, 9220)).problems())
        .containsExactly(
            "1 trials have failed without event 30112 or 30111, the first with the operation at"
                + " +0.000 s (vss.freeze)");
    assertThat(verdict(PAUSED, good(10), failed(110, 30111)).problems())
        .containsExactly("no trial has event 10009");
    assertThat(verdict(MIGRATED_BEFORE, good(10), failed(110, 9220)).agrees())
        .as("no window of the snapshot is to blame for this row")
        .isTrue();
  }

  @Test
  void noFailureIsAnO() {
    assertThat(verdict(PAUSED, good(10), good(110)).agrees()).isFalse();
    Tried tried = verdict(SAVED_BEFORE, good(10), good(110));
    assertThat(tried.backupFails()).isFalse();
    assertThat(tried.restoreFails()).isFalse();
    assertThat(tried.notes()).containsExactly(2);
    assertThat(tried.agrees()).isTrue();
    assertThat(verdict(SAVED_BEFORE, good(10), failed(110, 30112)).agrees()).isFalse();
  }

  @Test
  void withoutResourcesARestoreGoesToTheHost() {
    TrialResult toHost = trial(10, Backup.GOOD, Restore.TO_HOST);
    assertThat(verdict(DELETED, toHost).notes()).containsExactly(3);
    assertThat(verdict(DELETED, toHost).agrees()).isTrue();
    assertThat(verdict(DELETED, toHost, good(20)).agrees()).as("not always").isFalse();
  }

  @Test
  void whatCannotBeRestoredOrComesToNoEndIsAProblemWhateverWasPublished() {
    TrialResult lost = trial(110, Backup.GOOD, Restore.FAILED);
    assertThat(verdict(PAUSED, good(10), failed(20, 10009, 30112), lost).agrees()).isFalse();
    TrialResult endless = trial(110, Backup.UNDECIDED, Restore.NONE);
    assertThat(verdict(PAUSED, good(10), failed(20, 10009, 30112), endless).problems())
        .singleElement()
        .asString()
        .startsWith("1 trials have come to no end");
  }
}

package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.event.EventRecord;
import kagemusha.node.audit.Auditor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * NODE1 dies, which owns the volumes and backs up MAIL1, in the small cluster of three hosts. The
 * run goes on, with all its invariants checked in every tick.
 */
class HostDeathTest {
  private static final int INSTANTS = 8;
  private static final int REMOVED = 1135;
  private static final int PAUSED = 5120;
  private static final int REDIRECTED = 5121;
  private static final int DELAY_EXPIRED = 9006;
  private static final int CLEARED = 9007;
  private static final int DIRECT = 9003;
  private static final int ORPHANED = 1004;

  private static SmallSite site(String method) {
    return new SmallSite()
        .with("ship = 90 MB/s", "ship = 20 MB/s")
        .jobs(SmallSite.job("replica", "replica-creation", method, "MAIL1", 5));
  }

  private static List<EventRecord> all(SmallSite.Outcome run, int id) {
    return run.events().stream().filter(event -> event.id() == id).toList();
  }

  /** The moments at which something is logged between the start and the end of the backup. */
  private static List<Double> moments(SmallSite.Outcome run) {
    List<Double> moments = new ArrayList<>();
    for (EventRecord event : run.events()) {
      double second = event.timeNanos() / 1e9;
      boolean late = second > 299 && !event.source().equals(Auditor.SOURCE);
      if (late && (moments.isEmpty() || second > moments.get(moments.size() - 1) + 0.4)) {
        moments.add(second);
      }
    }
    return moments;
  }

  /** Right behind eight moments at which something happens, from the first to the last. */
  @ParameterizedTest
  @ValueSource(strings = {"network", "shadow-image"})
  void whateverTheBackupIsDoingTheVolumesAreTakenOver(String method) throws Exception {
    List<Double> moments = moments(site(method).run());
    assertThat(moments).hasSizeGreaterThan(10);
    for (int each = 0; each < INSTANTS; each++) {
      double moment = moments.get(each * (moments.size() - 1) / (INSTANTS - 1));
      SmallSite.Outcome run = site(method).losing("NODE1", moment + 0.2).run();
      assertThat(all(run, REMOVED)).as("death at %f s".formatted(moment)).hasSize(1);
      assertThat(all(run, PAUSED)).hasSize(2);
      assertThat(run.mean("\\\\MAIL2\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length", 1200, 1500))
          .isPositive();
    }
  }

  /** The snapshot is never made, and nobody says so. */
  @Test
  void theVolumesStayInTheBackupStateForThirtyMinutes() throws Exception {
    double pinned = site("network").run().seconds(REDIRECTED);
    SmallSite site =
        site("network").with("mount = 2 s", "mount = 2 s, backup-delay-timer = 10 min");
    SmallSite.Outcome run = site.losing("NODE1", pinned + 1).run();
    assertThat(all(run, DELAY_EXPIRED)).hasSize(2);
    assertThat(run.seconds(DELAY_EXPIRED)).isBetween(pinned + 600, pinned + 600 + 32 * 0.5 + 1);
    assertThat(run.seconds(DIRECT)).isGreaterThan(run.seconds(DELAY_EXPIRED));
    SmallSite.Outcome cleared =
        site("network")
            .losing("NODE1", pinned + 1)
            .clearing("DATA", pinned + 60)
            .clearing("LOGS", pinned + 60)
            .run();
    assertThat(all(cleared, CLEARED)).hasSize(2);
    assertThat(cleared.seconds(DIRECT)).isBetween(pinned + 60, pinned + 63);
    assertThat(all(cleared, DELAY_EXPIRED)).isEmpty();
  }

  /** The job fails after five minutes without an answer, and so does its repetition. */
  @ParameterizedTest
  @ValueSource(strings = {"network", "shadow-image"})
  void theServerMissesTheAgent(String method) throws Exception {
    SmallSite site = site(method).with("auto-rerun = 60 min", "auto-rerun = 3 min");
    double reading = site.run().seconds(9103);
    SmallSite.Outcome run = site.losing("NODE1", reading + 10).run();
    String why = ": its agent NODE1.dpmra does not answer.";
    assertThat(run.texts(9127))
        .containsExactly("Job replica failed" + why, "Job replica.rerun failed" + why);
    assertThat(run.texts(9134))
        .containsOnly("Agent NODE1.dpmra is unreachable: it has not answered for 300 s.")
        .hasSize(2);
    assertThat(run.seconds(10009)).isBetween(reading + 300, reading + 371);
    assertThat(run.texts(3106)).isNotEmpty();
    assertThat(run.texts(9121)).as("recovery points").isEmpty();
  }

  /** What its host had open at the array is dropped, so that old data is copied no more. */
  @Test
  void theSnapshotsOfADeadHostAreDropped() throws Exception {
    double taken = site("network").run().seconds(9102);
    SmallSite.Outcome run = site("network").losing("NODE1", taken + 5).run();
    assertThat(all(run, ORPHANED)).isNotEmpty();
    assertThat(
            run.mean("\\\\ARRAY\\Logical Unit(DATA)\\Copy-on-Write/sec", taken + 120, taken + 600))
        .isZero();
  }
}

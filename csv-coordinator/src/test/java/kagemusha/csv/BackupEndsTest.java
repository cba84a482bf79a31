package kagemusha.csv;

import static kagemusha.csv.CsvVolumeRulesTest.AGENT;
import static kagemusha.csv.CsvVolumeRulesTest.BOTH;
import static kagemusha.csv.CsvVolumeRulesTest.END;
import static kagemusha.csv.CsvVolumeRulesTest.NET;
import static kagemusha.csv.CsvVolumeRulesTest.OTHER;
import static kagemusha.csv.CsvVolumeRulesTest.PIN;
import static kagemusha.csv.CsvVolumeRulesTest.PREPARE_TOO;
import static kagemusha.csv.CsvVolumeRulesTest.QUANTUM;
import static kagemusha.csv.CsvVolumeRulesTest.RELEASED;
import static kagemusha.csv.CsvVolumeRulesTest.SECOND;
import static kagemusha.csv.CsvVolumeRulesTest.WATCH;
import static kagemusha.csv.CsvVolumeRulesTest.WIRING;
import static kagemusha.csv.CsvVolumeRulesTest.at;
import static kagemusha.csv.CsvVolumeRulesTest.log;
import static kagemusha.csv.CsvVolumeRulesTest.moment;
import static kagemusha.csv.CsvVolumeRulesTest.send;
import static kagemusha.csv.CsvVolumeRulesTest.states;
import static kagemusha.csv.CsvVolumeRulesTest.to;
import static kagemusha.csv.CsvVolumeRulesTest.toAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kagemusha.csv.CsvVolumeState.Answer;
import kagemusha.csv.CsvVolumeState.Directing;
import kagemusha.csv.CsvVolumeState.End;
import kagemusha.csv.CsvVolumeState.Holding;
import kagemusha.csv.CsvVolumeState.Mounting;
import kagemusha.csv.CsvVolumeState.Pin;
import kagemusha.csv.CsvVolumeState.Pinned;
import kagemusha.csv.CsvVolumeState.Redirected;
import kagemusha.csv.CsvVolumeState.Redirecting;
import kagemusha.csv.CsvVolumeState.Releasing;
import kagemusha.csv.CsvVolumeState.Reverting;
import kagemusha.csv.CsvVolumeState.Withdrawing;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.testkit.RecordingContext;
import org.junit.jupiter.api.Test;

/** From the snapshot to the end of the backup state, in good and in bad ways. */
class BackupEndsTest {
  private static final EntityId CONSOLE = new EntityId("console");
  private static final CsvVolume.ClearBackupState CLEAR = new CsvVolume.ClearBackupState(CONSOLE);
  private static final CsvVolume.BackupComplete COMPLETE = new CsvVolume.BackupComplete("J", AGENT);
  private static final CsvNode.Resume DIRECT = new CsvNode.Resume(1, "HYPR2", false, 2);
  private static final CsvVolume.Cleared CLEARED = new CsvVolume.Cleared("LOG", "J");
  private static final Pin NEXT = new Pin("K", "HYPR2", OTHER);
  private static final CsvVolumeState PINNED = at("HYPR2", 2, new Pinned(PIN, NET));
  private static final CsvVolumeState RUNNING = CsvVolumeState.online("HYPR2", 2).with(PIN);
  private static final Persist ENDED = new Persist(new CsvVolumeEvent.BackupEnded("J"));
  private static final long DELAY = 1_800_000_000_000L;

  private final CsvVolumeRules rules = new CsvVolumeRules(1, WIRING);

  private static Log again(String job) {
    String text = "Volume LOG is directly accessible from all hosts again.";
    return new Log("FailoverClustering", 9003, Level.INFORMATION, text, job);
  }

  private static Log cleared() {
    return log(
        9007,
        Level.WARNING,
        "The backup state of volume LOG is cleared by request; it was held by J.");
  }

  private static Log expired() {
    return log(
        9006,
        Level.WARNING,
        "Volume LOG leaves the backup state: no backup has started within 1800 s.");
  }

  private static CsvVolume.BackupStarted started(boolean redirected) {
    return new CsvVolume.BackupStarted("J", redirected, AGENT);
  }

  private void decides(CsvVolumeState state, CsvVolume.Command on, Decision<?> expected) {
    decides(state, on, NET, expected);
  }

  private void decides(
      CsvVolumeState state, CsvVolume.Command on, long netNanos, Decision<?> expected) {
    assertThat(rules.on(state, on, moment(netNanos))).isEqualTo(expected);
  }

  private CsvVolumeState follow(CsvVolumeState state, CsvVolume.Command... commands) {
    CsvVolumeState next = state;
    for (CsvVolume.Command command : commands) {
      next = rules.on(next, command, moment(NET)).next();
    }
    return next;
  }

  @Test
  void aSoftwareSnapshotKeepsTheOthersRedirected() {
    decides(
        PINNED,
        started(true),
        to(
            at("HYPR2", 2, new Redirected(PIN)),
            new Persist(new CsvVolumeEvent.SnapshotTaken("J", true)),
            log(
                9005,
                Level.INFORMATION,
                "The backup of volume LOG has started; I/O stays redirected until it ends."),
            send(AGENT, new CsvVolume.Started("LOG", "J", true))));
    decides(
        at("HYPR2", 2, new Redirected(PIN)),
        COMPLETE,
        to(at("HYPR2", 2, new Releasing(END, BOTH))).and(toAll(DIRECT)));
  }

  @Test
  void aHardwareSnapshotLetsEveryHostGoDirectAndTheBackupGoesOn() {
    decides(
        PINNED,
        started(false),
        to(
                at("HYPR2", 2, new Directing(PIN, BOTH)),
                new Persist(new CsvVolumeEvent.SnapshotTaken("J", false)),
                log(
                    9005,
                    Level.INFORMATION,
                    "The backup of volume LOG has started; it needs no more redirection."))
            .and(toAll(DIRECT)));
    decides(
        at("HYPR2", 2, new Directing(PIN, BOTH)),
        new CsvVolume.Resumed("HYPR1", 2),
        to(at("HYPR2", 2, new Directing(PIN, SECOND))));
    decides(
        at("HYPR2", 2, new Directing(PIN, SECOND)),
        new CsvVolume.Resumed("HYPR2", 2),
        to(RUNNING, again("J"), send(AGENT, new CsvVolume.Started("LOG", "J", false))));
    assertThat(RUNNING.isInBackup()).isTrue();
    decides(
        RUNNING,
        COMPLETE,
        to(
            CsvVolumeState.online("HYPR2", 2),
            ENDED,
            log(9008, Level.INFORMATION, "The backup of volume LOG has ended."),
            send(AGENT, RELEASED)));
  }

  @Test
  void aSecondJobOnTheSameHostMayRunBesideTheFirst() {
    CsvVolume.PrepareForBackup next = new CsvVolume.PrepareForBackup("K", "HYPR2", OTHER);
    CsvVolumeState holding = rules.on(RUNNING, next, moment(NET)).next();
    assertThat(holding).isEqualTo(RUNNING.in(new Holding(NEXT, BOTH)));
    CsvVolumeState both =
        follow(
            holding,
            new CsvVolume.Held("HYPR1"),
            new CsvVolume.Held("HYPR2"),
            new CsvVolume.Resumed("HYPR1", 2),
            new CsvVolume.Resumed("HYPR2", 2),
            new CsvVolume.BackupStarted("K", false, OTHER),
            new CsvVolume.Resumed("HYPR1", 2),
            new CsvVolume.Resumed("HYPR2", 2));
    assertThat(both).isEqualTo(RUNNING.with(NEXT));
    assertThat(follow(both, COMPLETE)).isEqualTo(CsvVolumeState.online("HYPR2", 2).with(NEXT));
  }

  @Test
  void aRunningJobMayEndWhileTheNextIsBeingPrepared() {
    CsvVolumeState holding = RUNNING.in(new Holding(NEXT, BOTH));
    assertThat(follow(holding, COMPLETE)).isEqualTo(at("HYPR2", 2, new Holding(NEXT, BOTH)));
  }

  @Test
  void aSecondJobOnAnotherHostIsBusyAndSoIsTheSameJobAgain() {
    for (CsvVolume.PrepareForBackup prepare :
        List.of(PREPARE_TOO, new CsvVolume.PrepareForBackup("J", "HYPR2", AGENT))) {
      assertThat(rules.on(RUNNING, prepare, moment(NET)).acts())
          .contains(send(prepare.replyTo(), new CsvVolume.Busy("LOG", prepare.job(), "J")));
    }
  }

  /** The watch itself waits a little longer, for what the padding may have delayed. */
  @Test
  void aBackupThatDoesNotStartInTimeLosesTheVolume() {
    End nobody = new End(List.of("J"), List.of());
    decides(
        PINNED,
        new CsvVolume.DelayExpired(),
        to(at("HYPR2", 2, new Releasing(nobody, BOTH)), expired()).and(toAll(DIRECT)));
    decides(
        at("HYPR2", 2, new Releasing(nobody, SECOND)),
        new CsvVolume.Resumed("HYPR2", 2),
        to(CsvVolumeState.online("HYPR2", 2), ENDED, again("J")));
    assertThat(rules.on(PINNED, started(true), moment(NET + DELAY)).next().phase())
        .isEqualTo(new Redirected(PIN));
    decides(
        PINNED,
        started(true),
        NET + DELAY + 1,
        to(
                at(
                    "HYPR2",
                    2,
                    new Releasing(
                        new End(List.of("J"), List.of(new Answer(AGENT, CLEARED))), BOTH)),
                expired())
            .and(toAll(DIRECT)));
  }

  @Test
  void theWatchConcernsOnlyAVolumeThatWaitsForItsBackup() {
    states()
        .forEach(
            (name, state) -> {
              if (!name.equals("Pinned")) {
                decides(state, new CsvVolume.DelayExpired(), to(state));
              }
            });
  }

  @Test
  void whoHasLostTheVolumeIsToldSoWithoutHarm() {
    CsvVolumeState online = CsvVolumeState.online("HYPR2", 2);
    CsvVolumeState others = at("HYPR2", 2, new Pinned(NEXT, NET));
    for (CsvVolumeState state : List.of(online, others, online.with(NEXT))) {
      decides(state, COMPLETE, to(state, send(AGENT, RELEASED)));
      decides(state, started(false), to(state, send(AGENT, CLEARED)));
    }
    End nobody = new End(List.of("J"), List.of());
    decides(
        at("HYPR2", 2, new Releasing(nobody, SECOND)),
        COMPLETE,
        to(at("HYPR2", 2, new Releasing(END, SECOND))));
  }

  @Test
  void aJobMayGiveUpBeforeTheVolumeIsPrepared() {
    CsvNode.Resume asBefore = new CsvNode.Resume(1, "HYPR1", false, 1);
    decides(
        at("HYPR1", 1, new Holding(PIN, SECOND)),
        COMPLETE,
        to(at("HYPR1", 1, new Releasing(END, BOTH))).and(toAll(asBefore)));
    decides(
        at("HYPR1", 1, new Releasing(END, BOTH)),
        new CsvVolume.Held("HYPR2"),
        to(at("HYPR1", 1, new Releasing(END, BOTH))));
    decides(
        at("HYPR1", 1, new Mounting(PIN)),
        COMPLETE,
        to(at("HYPR1", 1, new Withdrawing("HYPR2", END))));
    decides(
        at("HYPR1", 1, new Withdrawing("HYPR2", END)),
        new CsvVolume.Mounted(),
        to(
                at("HYPR2", 2, new Releasing(END, BOTH)),
                new Persist(new CsvVolumeEvent.OwnershipMoved("HYPR2", 2)),
                log(9002, Level.INFORMATION, "HYPR2 owns volume LOG in epoch 2."))
            .and(toAll(DIRECT)));
    decides(
        at("HYPR2", 2, new Redirecting(PIN, SECOND)),
        COMPLETE,
        to(at("HYPR2", 2, new Reverting(END, SECOND))));
    decides(
        at("HYPR2", 2, new Reverting(END, SECOND)),
        new CsvVolume.Resumed("HYPR2", 2),
        to(at("HYPR2", 2, new Releasing(END, BOTH))).and(toAll(DIRECT)));
    decides(
        at("HYPR2", 2, new Directing(PIN, SECOND)),
        COMPLETE,
        to(at("HYPR2", 2, new Releasing(END, SECOND))));
  }

  @Test
  void clearTellsTheRequesterAndTheAdministrator() {
    End end =
        new End(List.of("J"), List.of(new Answer(AGENT, CLEARED), new Answer(CONSOLE, CLEARED)));
    decides(
        PINNED, CLEAR, to(at("HYPR2", 2, new Releasing(end, BOTH)), cleared()).and(toAll(DIRECT)));
    decides(
        at("HYPR2", 2, new Releasing(end, SECOND)),
        new CsvVolume.Resumed("HYPR2", 2),
        to(
            CsvVolumeState.online("HYPR2", 2),
            ENDED,
            again("J"),
            send(AGENT, CLEARED),
            send(CONSOLE, CLEARED)));
    decides(
        RUNNING,
        CLEAR,
        to(
            CsvVolumeState.online("HYPR2", 2),
            cleared(),
            ENDED,
            send(AGENT, CLEARED),
            send(CONSOLE, CLEARED)));
  }

  @Test
  void clearOfNothingSaysSo() {
    CsvVolumeState online = CsvVolumeState.online("HYPR2", 2);
    decides(online, CLEAR, to(online, send(CONSOLE, new CsvVolume.Cleared("LOG", ""))));
    End more =
        END.and(new End(List.of(), List.of(new Answer(CONSOLE, new CsvVolume.Cleared("LOG", "")))));
    decides(
        at("HYPR2", 2, new Releasing(END, SECOND)),
        CLEAR,
        to(at("HYPR2", 2, new Releasing(more, SECOND))));
  }

  /** From wherever it is cleared, the volume gets back to where no job has it. */
  @Test
  void clearEndsEveryState() {
    states()
        .forEach(
            (name, state) -> {
              CsvVolumeState next = follow(state.with(NEXT), CLEAR);
              for (int step = 0; step < 9 && next.isInBackup(); step++) {
                next = follow(next, onward(next, step));
              }
              assertThat(next.isInBackup()).as(name).isFalse();
            });
  }

  private static CsvVolume.Command onward(CsvVolumeState state, int step) {
    return state.phase() instanceof Withdrawing
        ? new CsvVolume.Mounted()
        : new CsvVolume.Resumed(step % 2 == 0 ? "HYPR1" : "HYPR2", state.epoch());
  }

  /** A volume whose process was restarted watches for the rest of the time. */
  @Test
  void theWatchOutlivesTheProcess() {
    CsvVolume volume = new CsvVolume(1, WIRING);
    volume.apply(new CsvVolumeEvent.OwnershipMoved("HYPR2", 2));
    volume.apply(new CsvVolumeEvent.BackupStarted("J", "HYPR2.dpmra", NET));
    assertThat(volume.state()).isEqualTo(PINNED);
    RecordingContext context = new RecordingContext(QUANTUM);
    volume.start(context.at(2 * NET));
    assertThat(context.drainTimers())
        .containsExactly(
            new RecordingContext.Timer("watch", NET + WATCH, new CsvVolume.DelayExpired()));
    volume.on(new CsvVolume.DelayExpired(), context.at(NET + WATCH, 500));
    assertThat(context.drainSent())
        .as("what the watch waited beyond the limit is padding")
        .hasSize(2)
        .allMatch(sent -> sent.padNanos() == 500 + 32 * QUANTUM);
    assertThat(volume.state().phase()).isInstanceOf(Releasing.class);
  }
}

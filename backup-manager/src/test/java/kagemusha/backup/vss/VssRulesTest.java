package kagemusha.backup.vss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kagemusha.backup.vss.VssSet.Aborting;
import kagemusha.backup.vss.VssSet.Completing;
import kagemusha.backup.vss.VssSet.Creating;
import kagemusha.backup.vss.VssSet.Deleting;
import kagemusha.backup.vss.VssSet.Existing;
import kagemusha.backup.vss.VssSet.Failure;
import kagemusha.backup.vss.VssSet.Findings;
import kagemusha.backup.vss.VssSet.None;
import kagemusha.backup.vss.VssSet.Task;
import kagemusha.config.BackupJob.Method;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.csv.CsvNode;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Decisions of a host's service, one at a time. */
class VssRulesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Topology PAPER = TopologyReader.bundled("paper");
  private static final EntityId SERVICE = new EntityId("HYPR1.vss");
  private static final EntityId WRITER = new EntityId("HYPR1.vmms");
  private static final EntityId PROVIDER = new EntityId("HYPR1.volsnap");
  private static final EntityId NODE = new EntityId("HYPR1.csv");
  private static final EntityId AGENT = new EntityId("HYPR1.dpmra");
  private static final Task TASK = new Task("S", "GUEST1", Method.NETWORK, AGENT);
  private static final Findings FOUND =
      new Findings(Set.of(0, 1), List.of(), List.of(), Optional.empty(), false);
  private static final Moment NOW = new Moment(100 * SECOND, SECOND / 2);

  private final VssRules rules = new VssRules(Participants.ofHost("HYPR1"), PAPER.backup().vss());

  private static Creating in(VssPhase phase, String... awaited) {
    return new Creating(TASK, phase, Set.of(awaited), 99 * SECOND, 95 * SECOND, FOUND);
  }

  private static Tell tell(EntityId to, Message message) {
    return new Tell(to, message);
  }

  private static List<Act> entering(VssPhase phase, long limitSeconds, Act... more) {
    List<Act> acts = new ArrayList<>();
    acts.add(
        new Log(
            "VSS",
            9200 + phase.ordinal(),
            Level.INFORMATION,
            "Snapshot set S of GUEST1 on HYPR1.vss: " + phase + ".",
            "S"));
    acts.add(tell(AGENT, new VssNotice.Phase("S", phase)));
    acts.add(phaseTimer(phase, limitSeconds * SECOND + 10 * SECOND / 2));
    acts.addAll(List.of(more));
    return acts;
  }

  private static Timer phaseTimer(VssPhase phase, long nanos) {
    return new Timer("S.phase", nanos, new VssService.PhaseOver("S", phase));
  }

  private static VssService.Command writer(WriterNotice notice) {
    return new VssService.FromWriter(notice);
  }

  private static VssService.Command provider(ProviderNotice notice) {
    return new VssService.FromProvider(notice);
  }

  private static VssService.Command requester(VssCommand command) {
    return new VssService.FromRequester(command);
  }

  @Test
  void aRequestGathersTheWritersMetadata() {
    VssCommand.Start start = new VssCommand.Start("S", "GUEST1", Method.NETWORK, AGENT);
    VssPhase phase = VssPhase.GATHER_WRITER_METADATA;
    assertThat(rules.start(new None(), start, Optional.empty(), NOW))
        .isEqualTo(
            new Decision<VssSet>(
                new Creating(TASK, phase, Set.of("HYPR1.vmms"), 100 * SECOND, 0, Findings.NONE),
                entering(
                    phase,
                    60,
                    tell(WRITER, new WriterCommand.Identify("S", "GUEST1", Method.NETWORK)))));
  }

  private static Decision<VssSet> refused(VssSet state, VssError error, String why) {
    String text =
        "Snapshot set S of GUEST1 is refused with 0x%08X: %s.".formatted(error.code(), why);
    return Decision.to(
        state,
        new Log("VSS", 9221, Level.ERROR, text, "S"),
        tell(
            AGENT,
            new VssNotice.Failed(
                "S", VssPhase.GATHER_WRITER_METADATA, error.code(), error.dpmError(), why)));
  }

  @Test
  void requestsThatAreRefused() {
    VssCommand.Start start = new VssCommand.Start("S", "GUEST1", Method.NETWORK, AGENT);
    assertThat(rules.start(new None(), start, Optional.of("T"), NOW))
        .isEqualTo(refused(new None(), VssError.SNAPSHOT_SET_IN_PROGRESS, "set T is being made"));
    Existing existing = new Existing(TASK, FOUND);
    assertThat(rules.start(existing, start, Optional.empty(), NOW))
        .isEqualTo(refused(existing, VssError.BAD_STATE, "there is a set of this name"));
    VssCommand.Start inGuest = new VssCommand.Start("S", "GUEST1", Method.IN_GUEST, AGENT);
    assertThat(rules.start(new None(), inGuest, Optional.empty(), NOW))
        .isEqualTo(
            refused(new None(), VssError.BAD_STATE, "no provider here for the method in-guest"));
  }

  @Test
  void theFreezeHasAWatchOfItsOwn() {
    WriterNotice ready = new WriterNotice.Done("S", WRITER, WriterState.WAITING_FOR_FREEZE);
    Decision<VssSet> decision =
        rules.on(in(VssPhase.PREPARE_FOR_SNAPSHOT, "HYPR1.vmms"), writer(ready), NOW);
    assertThat(decision.next())
        .isEqualTo(
            new Creating(
                TASK, VssPhase.FREEZE, Set.of("HYPR1.vmms"), 100 * SECOND, 100 * SECOND, FOUND));
    assertThat(decision.acts())
        .contains(
            new Timer("S.freeze", 65 * SECOND, new VssService.FreezeOver("S")),
            tell(WRITER, new WriterCommand.Freeze("S")));
  }

  @Test
  void everyVolumeIsHeldAndWaitedFor() {
    ProviderNotice done = new ProviderNotice.Done("S", VssPhase.PRE_COMMIT_SNAPSHOTS);
    VssPhase phase = VssPhase.HOLD_WRITES;
    assertThat(rules.on(in(VssPhase.PRE_COMMIT_SNAPSHOTS, "HYPR1.volsnap"), provider(done), NOW))
        .isEqualTo(
            new Decision<VssSet>(
                new Creating(TASK, phase, Set.of("LU 0", "LU 1"), 100 * SECOND, 95 * SECOND, FOUND),
                entering(
                    phase,
                    10,
                    tell(NODE, new CsvNode.HoldWrites(0, "S", SERVICE)),
                    tell(NODE, new CsvNode.HoldWrites(1, "S", SERVICE)))));
    assertThat(rules.on(in(phase, "LU 0", "LU 1"), new VssService.Held("S", "LU 1"), NOW))
        .isEqualTo(Decision.to(in(phase, "LU 0")));
  }

  @Test
  void writesGoOnBeforeTheProviderDoesTheRest() {
    ProviderNotice committed = new ProviderNotice.Committed("S", List.of(), List.of());
    assertThat(
            rules
                .on(in(VssPhase.COMMIT_SNAPSHOTS, "HYPR1.volsnap"), provider(committed), NOW)
                .acts())
        .isEqualTo(
            entering(
                VssPhase.POST_COMMIT_SNAPSHOTS,
                1800,
                tell(NODE, new CsvNode.ReleaseWrites(0, "S")),
                tell(NODE, new CsvNode.ReleaseWrites(1, "S")),
                tell(PROVIDER, new ProviderCommand.PostCommit("S"))));
  }

  private static Decision<VssSet> aborted(
      VssPhase phase, VssError error, String why, List<Act> first) {
    String text =
        "Snapshot set S of GUEST1 failed in %s with 0x%08X: %s."
            .formatted(phase, error.code(), why);
    List<Act> acts = new ArrayList<>(first);
    acts.add(new Log("VSS", 9220, Level.ERROR, text, "S"));
    acts.add(tell(WRITER, new WriterCommand.Abort("S")));
    acts.add(tell(PROVIDER, new ProviderCommand.Abort("S")));
    acts.add(phaseTimer(phase, 1800 * SECOND));
    return new Decision<>(
        new Aborting(TASK, new Failure(phase, error, why), Set.of("HYPR1.vmms", "HYPR1.volsnap")),
        acts);
  }

  private static final List<Act> RELEASE =
      List.of(
          tell(NODE, new CsvNode.ReleaseWrites(0, "S")),
          tell(NODE, new CsvNode.ReleaseWrites(1, "S")));

  @ParameterizedTest
  @EnumSource(
      value = VssPhase.class,
      names = {"READY", "BACKUP_COMPLETE", "DELETED"},
      mode = EnumSource.Mode.EXCLUDE)
  void anAbortReleasesFirstAndTellsAll(VssPhase phase) {
    boolean holding = phase == VssPhase.HOLD_WRITES || phase == VssPhase.COMMIT_SNAPSHOTS;
    assertThat(rules.on(in(phase, "x"), requester(new VssCommand.Abort("S")), NOW))
        .isEqualTo(
            aborted(
                phase,
                VssError.CANCELLED,
                "the requester has given it up",
                holding ? RELEASE : List.of()));
  }

  @Test
  void aWritersFailureIsItsOwnError() {
    WriterNotice failed =
        new WriterNotice.Failed(
            "S", WRITER, WriterState.FAILED_AT_POST_SNAPSHOT, VssError.WRITER_RETRYABLE, "gone");
    assertThat(rules.on(in(VssPhase.POST_SNAPSHOT, "HYPR1.vmms"), writer(failed), NOW))
        .isEqualTo(
            aborted(
                VssPhase.POST_SNAPSHOT,
                VssError.WRITER_RETRYABLE,
                "HYPR1.vmms is FAILED_AT_POST_SNAPSHOT: gone",
                List.of()));
  }

  @Test
  void anAnswerThatIsLateCountsAsNone() {
    ProviderNotice committed = new ProviderNotice.Committed("S", List.of(), List.of());
    Moment late = new Moment(99 * SECOND + 10 * SECOND + 1, SECOND / 2);
    assertThat(rules.on(in(VssPhase.COMMIT_SNAPSHOTS, "HYPR1.volsnap"), provider(committed), late))
        .isEqualTo(
            aborted(
                VssPhase.COMMIT_SNAPSHOTS,
                VssError.HOLD_WRITES_TIMEOUT,
                "COMMIT_SNAPSHOTS takes longer than 10 s",
                RELEASE));
    Moment justInTime = new Moment(99 * SECOND + 10 * SECOND, SECOND / 2);
    assertThat(
            rules
                .on(in(VssPhase.COMMIT_SNAPSHOTS, "HYPR1.volsnap"), provider(committed), justInTime)
                .next())
        .isInstanceOfSatisfying(
            Creating.class,
            next -> assertThat(next.phase()).isEqualTo(VssPhase.POST_COMMIT_SNAPSHOTS));
  }

  @Test
  void fromFreezeToThawItTakesAMinuteAtMost() {
    ProviderNotice done = new ProviderNotice.Done("S", VssPhase.POST_COMMIT_SNAPSHOTS);
    Moment late = new Moment(95 * SECOND + 60 * SECOND + 1, SECOND / 2);
    Creating committed = in(VssPhase.POST_COMMIT_SNAPSHOTS, "HYPR1.volsnap");
    String why = "from Freeze to Thaw it takes longer than 60 s";
    assertThat(rules.on(committed, provider(done), late))
        .isEqualTo(
            aborted(VssPhase.POST_COMMIT_SNAPSHOTS, VssError.WRITER_TIMEOUT, why, List.of()));
    assertThat(rules.on(committed, new VssService.FreezeOver("S"), NOW))
        .isEqualTo(
            aborted(VssPhase.POST_COMMIT_SNAPSHOTS, VssError.WRITER_TIMEOUT, why, List.of()));
    Creating thawed = in(VssPhase.POST_SNAPSHOT, "HYPR1.vmms");
    assertThat(rules.on(thawed, new VssService.FreezeOver("S"), NOW))
        .isEqualTo(Decision.to(thawed));
  }

  @Test
  void theEndOfTheBackup() {
    Existing existing = new Existing(TASK, FOUND);
    assertThat(rules.on(existing, requester(new VssCommand.BackupComplete("S", true)), NOW))
        .isEqualTo(
            new Decision<VssSet>(
                new Completing(TASK, Set.of("HYPR1.vmms")),
                List.of(
                    entering(VssPhase.BACKUP_COMPLETE, 0).get(0),
                    entering(VssPhase.BACKUP_COMPLETE, 0).get(1),
                    phaseTimer(VssPhase.BACKUP_COMPLETE, 1800 * SECOND),
                    tell(WRITER, new WriterCommand.BackupComplete("S", true)))));
    WriterNotice stable = new WriterNotice.Done("S", WRITER, WriterState.STABLE);
    assertThat(rules.on(new Completing(TASK, Set.of("HYPR1.vmms")), writer(stable), NOW))
        .isEqualTo(
            Decision.<VssSet>to(
                new Deleting(TASK),
                phaseTimer(VssPhase.DELETED, 1800 * SECOND),
                tell(PROVIDER, new ProviderCommand.Delete("S"))));
    Decision<VssSet> end =
        rules.on(new Deleting(TASK), provider(new ProviderNotice.Gone("S")), NOW);
    assertThat(end.next()).isEqualTo(new None());
    assertThat(end.acts()).endsWith(tell(AGENT, new VssNotice.Deleted("S")));
  }

  /** The set has failed meanwhile and the requester's call comes after it. */
  @Test
  void aCallThatFitsNoStateIsNoted() {
    assertThat(rules.on(new None(), requester(new VssCommand.BackupComplete("S", true)), NOW))
        .isEqualTo(
            Decision.<VssSet>to(
                new None(),
                new Log(
                    "VSS",
                    9222,
                    Level.WARNING,
                    "BackupComplete of snapshot set S comes when there is no such set: 0x80042301.",
                    "S")));
  }

  @Test
  void theRequesterIsToldWhenAllHaveUndoneTheirPart() {
    Failure failure = new Failure(VssPhase.FREEZE, VssError.WRITER_TIMEOUT, "slow");
    Aborting both = new Aborting(TASK, failure, Set.of("HYPR1.vmms", "HYPR1.volsnap"));
    Aborting one = new Aborting(TASK, failure, Set.of("HYPR1.volsnap"));
    assertThat(rules.on(both, writer(new WriterNotice.Aborted("S", WRITER)), NOW))
        .isEqualTo(Decision.to(one));
    Decision<VssSet> gone =
        Decision.to(
            new None(),
            tell(AGENT, new VssNotice.Failed("S", VssPhase.FREEZE, 0x800423F2, 30112, "slow")));
    assertThat(rules.on(one, provider(new ProviderNotice.Gone("S")), NOW)).isEqualTo(gone);
    assertThat(rules.on(both, new VssService.PhaseOver("S", VssPhase.FREEZE), NOW))
        .as("who never answers is not waited for")
        .isEqualTo(gone);
  }

  /** What comes late, from an earlier phase or twice, changes nothing. */
  @Test
  void lateAnswersChangeNothing() {
    Creating thawing = in(VssPhase.THAW, "HYPR1.vmms");
    List<VssService.Command> late =
        List.of(
            writer(new WriterNotice.Done("S", WRITER, WriterState.WAITING_FOR_THAW)),
            writer(new WriterNotice.Identified("S", WRITER, Set.of(7))),
            provider(new ProviderNotice.Done("S", VssPhase.POST_COMMIT_SNAPSHOTS)),
            provider(new ProviderNotice.Committed("S", List.of(), List.of())),
            new VssService.Held("S", "LU 0"),
            new VssService.PhaseOver("S", VssPhase.FREEZE));
    for (VssService.Command each : late) {
      assertThat(rules.on(thawing, each, NOW)).as(each.toString()).isEqualTo(Decision.to(thawing));
      assertThat(rules.on(new None(), each, NOW)).isEqualTo(Decision.to(new None()));
    }
  }

  @Test
  void errorsAreThoseOfTheReference() {
    assertThat(VssError.WRITER_RETRYABLE.code()).isEqualTo(0x800423F3);
    assertThat(VssError.WRITER_RETRYABLE.dpmError()).isEqualTo(30112);
    assertThat(VssError.WRITER_TIMEOUT.dpmError()).isEqualTo(30112);
    assertThat(VssError.FLUSH_WRITES_TIMEOUT.code()).isEqualTo(0x80042313);
    assertThat(VssError.HOLD_WRITES_TIMEOUT.code()).isEqualTo(0x80042314);
    assertThat(VssError.HOLD_WRITES_TIMEOUT.dpmError()).isEqualTo(30112);
    assertThat(VssError.BAD_STATE.dpmError()).isEqualTo(30111);
    assertThat(VssError.PROVIDER_VETO.dpmError()).isEqualTo(30111);
    assertThat(VssError.UNEXPECTED_PROVIDER_ERROR.code()).isEqualTo(0x8004230F);
    assertThat(VssError.WRITER_NONRETRYABLE.dpmError()).isEqualTo(30111);
  }
}

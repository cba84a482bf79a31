package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.Moment;
import kagemusha.backup.vss.VssCommand;
import kagemusha.backup.vss.VssError;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.VssPhase;
import kagemusha.backup.vss.VssWiring;
import kagemusha.backup.vss.WriterCommand;
import kagemusha.backup.vss.WriterNotice;
import kagemusha.backup.vss.WriterState;
import kagemusha.config.BackupJob.Method;
import kagemusha.config.VmOperation.Verb;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.node.HyperVWriterState.Aborting;
import kagemusha.node.HyperVWriterState.Asking;
import kagemusha.node.HyperVWriterState.AskingOffline;
import kagemusha.node.HyperVWriterState.Away;
import kagemusha.node.HyperVWriterState.Complete;
import kagemusha.node.HyperVWriterState.Deleting;
import kagemusha.node.HyperVWriterState.Describing;
import kagemusha.node.HyperVWriterState.GivingBack;
import kagemusha.node.HyperVWriterState.GuestLost;
import kagemusha.node.HyperVWriterState.GuestPart;
import kagemusha.node.HyperVWriterState.Mounting;
import kagemusha.node.HyperVWriterState.None;
import kagemusha.node.HyperVWriterState.Prepared;
import kagemusha.node.HyperVWriterState.Preparing;
import kagemusha.node.HyperVWriterState.Resting;
import kagemusha.node.HyperVWriterState.Returning;
import kagemusha.node.HyperVWriterState.Reverting;
import kagemusha.node.HyperVWriterState.Saving;
import kagemusha.node.HyperVWriterState.Session;
import kagemusha.node.HyperVWriterState.Stable;
import kagemusha.node.HyperVWriterState.StableOffline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HyperVWriterRulesTest {
  private static final long SECOND = SnapshotWorld.SECOND;
  private static final EntityId SELF = new EntityId("HYPR1.vmms");
  private static final EntityId SERVICE = new EntityId("HYPR1.vss");
  private static final EntityId IN_GUEST = new EntityId("GUEST1.vss");
  private static final Session SESSION = new Session("S", "GUEST1", Method.SHADOW_IMAGE);
  private static final GuestPart PART =
      new GuestPart(
          List.of(new VssNotice.Image(0, new EntityId("AMS2300.CTL0"), "S.guest.lu0")),
          SnapshotWorld.DISKS,
          Optional.of(SnapshotWorld.DOCUMENT));
  private static final Moment NOW = new Moment(1_000 * SECOND, SECOND);

  private final HyperVWriterRules rules =
      new HyperVWriterRules(
          "HYPR1", Set.of("GUEST1"), new VssWiring(SnapshotWorld.PAPER, Map.of()));

  private void decides(
      HyperVWriterState state, HyperVWriter.Command command, HyperVWriterState next, Act... acts) {
    assertThat(rules.on(state, command, NOW)).isEqualTo(Decision.to(next, acts));
  }

  private static HyperVWriter.Command service(WriterCommand command) {
    return new HyperVWriter.FromService(command);
  }

  private static HyperVWriter.Command guest(VssNotice notice) {
    return new HyperVWriter.FromGuest("S", notice);
  }

  private static Tell tell(WriterNotice notice) {
    return new Tell(SERVICE, notice);
  }

  private static Tell failed(WriterState at, VssError error, String why) {
    return tell(new WriterNotice.Failed("S", SELF, at, error, why));
  }

  private static Timer silence(long seconds) {
    return new Timer("S.guest", (seconds + 10) * SECOND, new HyperVWriter.GuestSilent("S"));
  }

  private static Log noAnswer() {
    return new Log(
        "DistributedCOM", 10009, Level.ERROR, "The computer GUEST1 does not answer.", "S");
  }

  @Test
  void onlyMachinesOfThisHostAreKnown() {
    decides(
        new None(),
        service(new WriterCommand.Identify("S", "GUEST3", Method.NETWORK)),
        new Asking(new Session("S", "GUEST3", Method.NETWORK)),
        failed(
            WriterState.FAILED_AT_IDENTIFY,
            VssError.WRITER_NONRETRYABLE,
            "GUEST3 is not on this host"));
  }

  /** The method is the writer's choice, by the state of the machine and what runs in its guest. */
  @ParameterizedTest
  @EnumSource(VmState.class)
  void theStateDecidesTheMethod(VmState state) {
    HyperVWriter.Command known = new HyperVWriter.StateKnown("S", state, true);
    Asking asking = new Asking(SESSION);
    Tell describe = new Tell(new EntityId("GUEST1"), new VmDisks.Describe("S", SELF));
    switch (state) {
      case RUNNING -> {
        decides(asking, known, asking, describe);
        HyperVWriter.Command alone = new HyperVWriter.StateKnown("S", state, false);
        decides(asking, alone, new AskingOffline(SESSION, state), describe);
      }
      case OFF, PAUSED, PAUSED_CRITICAL, SAVED ->
          decides(asking, known, new AskingOffline(SESSION, state), describe);
      case DELETED ->
          decides(
              asking,
              known,
              asking,
              failed(
                  WriterState.FAILED_AT_IDENTIFY,
                  VssError.WRITER_NONRETRYABLE,
                  "GUEST1 is not on this host"));
      default ->
          decides(
              asking, known, asking, new Timer("S.state", SECOND, new HyperVWriter.AskAgain("S")));
    }
  }

  private static HyperVWriter.Command vm(VmState state) {
    return new HyperVWriter.VmChanged("S", "GUEST1", state);
  }

  private static HyperVWriter.Command did(Verb verb) {
    return new HyperVWriter.VmAnswered("S", verb, Optional.empty());
  }

  private static HyperVWriter.Command refuses(Verb verb) {
    return new HyperVWriter.VmAnswered("S", verb, Optional.of("it is off"));
  }

  private static Tell ask(Verb verb) {
    return new Tell(new EntityId("GUEST1"), new VmRequest(verb, "S", Optional.of(SELF)));
  }

  @Test
  void whatIsDeletedBeforeItsSnapshotCannotBeBackedUp() {
    StableOffline stable = new StableOffline(SESSION, VmState.OFF, Set.of(0));
    decides(
        stable,
        vm(VmState.DELETED),
        stable,
        failed(
            WriterState.FAILED_AT_PREPARE_SNAPSHOT,
            VssError.WRITER_NONRETRYABLE,
            "GUEST1 has been deleted"));
  }

  @ParameterizedTest
  @EnumSource(
      value = VmState.class,
      names = {"RUNNING", "PAUSED"})
  void aMachineIsSavedAndReturnsToWhatItWas(VmState before) {
    decides(
        new StableOffline(SESSION, before, Set.of(0)),
        service(new WriterCommand.PrepareForSnapshot("S")),
        new Saving(SESSION, before),
        ask(Verb.SAVE));
    decides(
        new Saving(SESSION, before),
        did(Verb.SAVE),
        new Describing(SESSION, before),
        new Tell(new EntityId("GUEST1"), new VmDisks.Describe("S", SELF)));
    Resting resting = new Resting(SESSION, before, PART.disks());
    decides(
        new Describing(SESSION, before),
        new HyperVWriter.DisksKnown("S", new VmDisks.Described("GUEST1", "S", PART.disks())),
        resting,
        tell(new WriterNotice.Done("S", SELF, WriterState.WAITING_FOR_FREEZE)));
    Returning returning = new Returning(SESSION, before, PART.disks());
    decides(
        resting,
        service(new WriterCommand.PostSnapshot("S", List.of())),
        returning,
        ask(Verb.START));
    Tell recovered =
        tell(new WriterNotice.Recovered("S", SELF, PART.disks(), Optional.empty(), false));
    if (before == VmState.PAUSED) {
      decides(returning, did(Verb.START), returning, ask(Verb.PAUSE));
      decides(returning, did(Verb.PAUSE), new Complete(SESSION), recovered);
    } else {
      decides(returning, did(Verb.START), new Complete(SESSION), recovered);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = VmState.class,
      names = {"SAVED", "OFF"})
  void whatDoesNotRunIsJustCopied(VmState before) {
    decides(
        new StableOffline(SESSION, before, Set.of(0)),
        service(new WriterCommand.PrepareForSnapshot("S")),
        new Describing(SESSION, before),
        new Tell(new EntityId("GUEST1"), new VmDisks.Describe("S", SELF)));
    decides(
        new Resting(SESSION, before, PART.disks()),
        service(new WriterCommand.PostSnapshot("S", List.of())),
        new Complete(SESSION),
        tell(new WriterNotice.Recovered("S", SELF, PART.disks(), Optional.empty(), false)));
  }

  @Test
  void aMachineThatDoesNotDoAsItIsAskedFailsTheSet() {
    decides(
        new Saving(SESSION, VmState.RUNNING),
        refuses(Verb.SAVE),
        new StableOffline(SESSION, VmState.RUNNING, Set.of()),
        failed(
            WriterState.FAILED_AT_PREPARE_SNAPSHOT,
            VssError.WRITER_RETRYABLE,
            "GUEST1 does not do what it is asked: it is off"));
    decides(
        new Returning(SESSION, VmState.RUNNING, List.of()),
        refuses(Verb.START),
        new Complete(SESSION),
        failed(
            WriterState.FAILED_AT_POST_SNAPSHOT,
            VssError.WRITER_RETRYABLE,
            "GUEST1 does not do what it is asked: it is off"));
    Resting resting = new Resting(SESSION, VmState.RUNNING, List.of());
    decides(resting, vm(VmState.SAVED), resting);
    decides(
        resting,
        vm(VmState.STARTING),
        resting,
        failed(
            WriterState.FAILED_AT_FREEZE,
            VssError.BAD_STATE,
            "GUEST1 is starting in the middle of its backup"));
  }

  @Test
  void anAbortGivesTheMachineBack() {
    HyperVWriter.Command abort = service(new WriterCommand.Abort("S"));
    Tell aborted = tell(new WriterNotice.Aborted("S", SELF));
    GivingBack back = new GivingBack(SESSION, VmState.PAUSED);
    decides(new Resting(SESSION, VmState.PAUSED, List.of()), abort, back, ask(Verb.START));
    decides(new Saving(SESSION, VmState.PAUSED), abort, back);
    decides(back, did(Verb.SAVE), back, ask(Verb.START));
    decides(back, did(Verb.START), back, ask(Verb.PAUSE));
    decides(back, did(Verb.PAUSE), new None(), aborted);
    decides(back, refuses(Verb.START), new None(), aborted);
    decides(new Resting(SESSION, VmState.OFF, List.of()), abort, new None(), aborted);
    decides(new StableOffline(SESSION, VmState.RUNNING, Set.of()), abort, new None(), aborted);
  }

  /** The channel to the guest closes: 30112 and 10009 inside its part, 30111 after it. */
  @ParameterizedTest
  @EnumSource(
      value = VmState.class,
      names = {"SAVING", "STOPPING", "STARTING"})
  void aGuestThatIsGoneFailsTheSetAtOnce(VmState state) {
    String why = "the guest does not answer any more";
    Preparing preparing = new Preparing(SESSION, 0);
    decides(
        preparing,
        vm(state),
        new Away(SESSION, preparing, true, List.of()),
        noAnswer(),
        failed(WriterState.FAILED_AT_PREPARE_SNAPSHOT, VssError.WRITER_RETRYABLE, why));
    for (HyperVWriterState post :
        List.of(
            new Mounting(SESSION, PART, List.of()),
            new Reverting(SESSION, PART, Set.of("S.lu0")),
            new Deleting(SESSION, PART))) {
      decides(
          post,
          vm(state),
          new Away(SESSION, post, true, List.of()),
          noAnswer(),
          failed(WriterState.FAILED_AT_POST_SNAPSHOT, VssError.WRITER_RETRYABLE, why));
    }
    Prepared prepared = new Prepared(SESSION, PART);
    decides(
        prepared,
        vm(state),
        prepared,
        failed(
            WriterState.FAILED_AT_FREEZE,
            VssError.BAD_STATE,
            "GUEST1 is " + state.name().toLowerCase(Locale.ROOT) + " in the middle of its backup"));
    decides(new Complete(SESSION), vm(state), new Complete(SESSION));
  }

  /** It may answer in time when it goes on; what its service has said before is heard then. */
  @Test
  void aPausedGuestDoesNotAnswerForAWhile() {
    Preparing preparing = new Preparing(SESSION, 100 * SECOND);
    Away away = new Away(SESSION, preparing, false, List.of());
    decides(preparing, vm(VmState.PAUSING), away, silence(10));
    decides(away, vm(VmState.PAUSED), away);
    VssNotice ready =
        new VssNotice.Ready("S.guest", PART.images(), PART.disks(), PART.document(), true);
    Away heard = new Away(SESSION, preparing, false, List.of(ready));
    decides(away, guest(ready), heard);
    decides(
        heard,
        vm(VmState.RUNNING),
        new Prepared(SESSION, PART),
        tell(new WriterNotice.Done("S", SELF, WriterState.WAITING_FOR_FREEZE)));
    decides(
        heard,
        new HyperVWriter.GuestSilent("S"),
        heard,
        noAnswer(),
        failed(
            WriterState.FAILED_AT_PREPARE_SNAPSHOT,
            VssError.WRITER_RETRYABLE,
            "the guest does not answer"));
    decides(
        heard,
        service(new WriterCommand.Abort("S")),
        new Aborting(SESSION),
        new Tell(IN_GUEST, new VssCommand.Abort("S.guest")),
        silence(10));
  }

  /** A pause before the guest is needed is harmless, if it is over by then. */
  @Test
  void aGuestThatIsAwayWhenItIsNeeded() {
    Stable stable = new Stable(SESSION, Set.of(0));
    Away away = new Away(SESSION, stable, true, List.of());
    decides(stable, vm(VmState.SAVING), away);
    decides(away, vm(VmState.RUNNING), stable);
    decides(
        away,
        service(new WriterCommand.PrepareForSnapshot("S")),
        new Away(SESSION, new Preparing(SESSION, 1_000 * SECOND), true, List.of()),
        new Tell(IN_GUEST, new VssCommand.Start("S.guest", "GUEST1", Method.SHADOW_IMAGE, SELF)),
        silence(900),
        noAnswer(),
        failed(
            WriterState.FAILED_AT_PREPARE_SNAPSHOT,
            VssError.WRITER_RETRYABLE,
            "the guest does not answer any more"));
  }

  @Test
  void theGuestMakesASetOfItsOwn() {
    decides(
        new Stable(SESSION, Set.of(0)),
        service(new WriterCommand.PrepareForSnapshot("S")),
        new Preparing(SESSION, 1_000 * SECOND),
        new Tell(IN_GUEST, new VssCommand.Start("S.guest", "GUEST1", Method.SHADOW_IMAGE, SELF)),
        silence(900));
    decides(
        new Preparing(SESSION, 900 * SECOND),
        guest(new VssNotice.Ready("S.guest", PART.images(), PART.disks(), PART.document(), true)),
        new Prepared(SESSION, PART),
        tell(new WriterNotice.Done("S", SELF, WriterState.WAITING_FOR_FREEZE)));
  }

  @Test
  void aGuestThatIsLateOrSilentOrFails() {
    Preparing late = new Preparing(SESSION, 100 * SECOND - 1);
    Tell silent =
        failed(
            WriterState.FAILED_AT_PREPARE_SNAPSHOT,
            VssError.WRITER_RETRYABLE,
            "the guest does not answer");
    decides(
        late,
        guest(new VssNotice.Ready("S.guest", PART.images(), PART.disks(), PART.document(), true)),
        late,
        noAnswer(),
        silent);
    decides(late, new HyperVWriter.GuestSilent("S"), late, noAnswer(), silent);
    VssNotice no = new VssNotice.Failed("S.guest", VssPhase.FREEZE, 0x800423F2, 30112, "too slow");
    decides(
        late,
        guest(no),
        new GuestLost(SESSION),
        failed(
            WriterState.FAILED_AT_PREPARE_SNAPSHOT,
            VssError.WRITER_RETRYABLE,
            "the guest's set failed in FREEZE: too slow"));
    Prepared prepared = new Prepared(SESSION, PART);
    decides(
        prepared,
        guest(no),
        new GuestLost(SESSION),
        failed(
            WriterState.FAILED_AT_POST_SNAPSHOT,
            VssError.WRITER_RETRYABLE,
            "the guest's set failed in FREEZE: too slow"));
  }

  @Test
  void theLastRevertLetsTheGuestDeleteItsSnapshot() {
    HyperVWriter.Command one =
        new HyperVWriter.Reverted("S", new ControllerNotice.Reverted("S.lu1", 4, 9));
    Log log =
        new Log(
            "Hyper-V-VMMS",
            9230,
            Level.INFORMATION,
            "Snapshot S.lu1 was reverted to that of GUEST1; 9 blocks differed.",
            "S");
    decides(
        new Reverting(SESSION, PART, Set.of("S.lu0", "S.lu1")),
        one,
        new Reverting(SESSION, PART, Set.of("S.lu0")),
        log);
    decides(
        new Reverting(SESSION, PART, Set.of("S.lu1")),
        one,
        new Deleting(SESSION, PART),
        new Tell(IN_GUEST, new VssCommand.BackupComplete("S.guest", true)),
        silence(10),
        log);
    decides(
        new Deleting(SESSION, PART),
        guest(new VssNotice.Deleted("S.guest")),
        new Complete(SESSION),
        tell(new WriterNotice.Recovered("S", SELF, PART.disks(), PART.document(), true)));
  }

  /** Where the guest may have begun something it is told, and waited for a short while. */
  @Test
  void anAbortReachesTheGuest() {
    HyperVWriter.Command abort = service(new WriterCommand.Abort("S"));
    Tell aborted = tell(new WriterNotice.Aborted("S", SELF));
    for (HyperVWriterState alone :
        List.of(
            new None(),
            new Asking(SESSION),
            new Stable(SESSION, Set.of(0)),
            new GuestLost(SESSION),
            new Complete(SESSION))) {
      decides(alone, abort, new None(), aborted);
    }
    for (HyperVWriterState together :
        List.of(
            new Preparing(SESSION, 0),
            new Prepared(SESSION, PART),
            new Mounting(SESSION, PART, List.of()),
            new Reverting(SESSION, PART, Set.of("S.lu0")),
            new Deleting(SESSION, PART))) {
      decides(
          together,
          abort,
          new Aborting(SESSION),
          new Tell(IN_GUEST, new VssCommand.Abort("S.guest")),
          silence(10));
    }
    Aborting aborting = new Aborting(SESSION);
    VssNotice gone = new VssNotice.Failed("S.guest", VssPhase.READY, 0x0004230B, 30111, "");
    decides(aborting, guest(gone), new None(), aborted);
    decides(aborting, guest(new VssNotice.Deleted("S.guest")), new None(), aborted);
    decides(aborting, new HyperVWriter.GuestSilent("S"), new None(), aborted, noAnswer());
  }

  /** A timer of an earlier wait means nothing once the guest has answered. */
  @Test
  void aWaitThatIsOverCannotRunOut() {
    Prepared prepared = new Prepared(SESSION, PART);
    decides(prepared, new HyperVWriter.GuestSilent("S"), prepared);
    Complete complete = new Complete(SESSION);
    decides(complete, new HyperVWriter.GuestSilent("S"), complete);
  }
}

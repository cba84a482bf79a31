package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.node.HyperVWriterState.Aborting;
import kagemusha.node.HyperVWriterState.Asking;
import kagemusha.node.HyperVWriterState.Complete;
import kagemusha.node.HyperVWriterState.Deleting;
import kagemusha.node.HyperVWriterState.GuestPart;
import kagemusha.node.HyperVWriterState.Mounting;
import kagemusha.node.HyperVWriterState.None;
import kagemusha.node.HyperVWriterState.Prepared;
import kagemusha.node.HyperVWriterState.Preparing;
import kagemusha.node.HyperVWriterState.Reverting;
import kagemusha.node.HyperVWriterState.Session;
import kagemusha.node.HyperVWriterState.Stable;
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

  @ParameterizedTest
  @EnumSource(VmState.class)
  void onlyARunningMachineIsBackedUp(VmState state) {
    HyperVWriter.Command known = new HyperVWriter.StateKnown("S", state);
    Asking asking = new Asking(SESSION);
    if (state == VmState.RUNNING) {
      decides(
          asking, known, asking, new Tell(new EntityId("GUEST1"), new VmDisks.Describe("S", SELF)));
    } else {
      decides(
          asking,
          known,
          asking,
          failed(
              WriterState.FAILED_AT_IDENTIFY,
              VssError.WRITER_NONRETRYABLE,
              "GUEST1 is " + state + ", which needs a saved-state backup"));
    }
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
        late,
        failed(
            WriterState.FAILED_AT_PREPARE_SNAPSHOT,
            VssError.WRITER_RETRYABLE,
            "the guest's set failed in FREEZE: too slow"));
    Prepared prepared = new Prepared(SESSION, PART);
    decides(
        prepared,
        guest(no),
        prepared,
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

package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.AgentState.Describing;
import kagemusha.backup.dpm.AgentState.Dropping;
import kagemusha.backup.dpm.AgentState.Ending;
import kagemusha.backup.dpm.AgentState.Freezing;
import kagemusha.backup.dpm.AgentState.Idle;
import kagemusha.backup.dpm.AgentState.MakingSet;
import kagemusha.backup.dpm.AgentState.Pinning;
import kagemusha.backup.dpm.AgentState.Proving;
import kagemusha.backup.dpm.AgentState.Reading;
import kagemusha.backup.dpm.AgentState.Releasing;
import kagemusha.backup.dpm.AgentState.Writing;
import kagemusha.backup.vss.VssCommand;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.VssPhase;
import kagemusha.config.BackupJob;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.csv.CsvVolume;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import org.junit.jupiter.api.Test;

/** The agent of HYPR2 in the paper's cluster; GUEST3 has a disk on each of two volumes. */
class AgentRulesTest {
  private static final BackupWiring WIRING =
      new BackupWiring(TopologyReader.bundled("paper"), Map.of("GUEST3", "HYPR2"));
  private static final EntityId AGENT = new EntityId("HYPR2.dpmra");
  private static final EntityId VSS = new EntityId("HYPR2.vss");
  private static final EntityId SERVER = new EntityId("DPMSV.dpm");
  private static final EntityId CTL0 = new EntityId("AMS2300.CTL0");
  private static final EntityId CTL1 = new EntityId("AMS2300.CTL1");
  private static final JobOrder JOB = order(BackupJob.Kind.REPLICA_CREATION);
  private static final JobOrder RESTORE = order(BackupJob.Kind.RECOVERY);
  private static final List<VmDisks.Disk> DISKS =
      List.of(
          new VmDisks.Disk(VhdRole.DATABASE, 0, 0, List.of(new Extent(0, 10))),
          new VmDisks.Disk(VhdRole.LOG, 1, 0, List.of(new Extent(0, 10))));
  private static final List<VssNotice.Image> IMAGES =
      List.of(new VssNotice.Image(0, CTL0, "J.lu0"), new VssNotice.Image(1, CTL1, "J.lu1"));
  private static final Set<Integer> BOTH = Set.of(0, 1);
  private static final Set<Integer> SECOND = Set.of(1);
  private static final Outcome BAD = Outcome.failed("no room");

  private final AgentRules rules = new AgentRules("HYPR2", WIRING);

  private static JobOrder order(BackupJob.Kind kind) {
    return new JobOrder("J", kind, BackupJob.Method.NETWORK, "GUEST3", Long.MAX_VALUE, SERVER);
  }

  private void decides(AgentState state, DpmAgent.Command on, Decision<AgentState> expected) {
    assertThat(rules.on(state, on)).isEqualTo(expected);
  }

  private static Decision<AgentState> to(AgentState next, Decision.Act... acts) {
    return Decision.to(next, acts);
  }

  private static Reading reading(int index) {
    return new Reading(JOB, BOTH, IMAGES, DISKS, index);
  }

  private static Send volume(String lu, CsvVolume.Command command) {
    return new Send("san", new EntityId("csv." + lu), command);
  }

  private static Send array(EntityId controller, ControllerCommand command) {
    return new Send("san", controller, command);
  }

  private static Send server(DpmServer.Command command) {
    return new Send("management", SERVER, command);
  }

  private static Send opened(String stream, int disk, Purpose purpose) {
    return server(new DpmServer.DiskOpened("J", stream, DISKS.get(disk), purpose, AGENT));
  }

  private static Log log(int id, String text) {
    return new Log("DPMRA", id, Level.INFORMATION, text, "J");
  }

  private static Log failed(String text) {
    return new Log("DPMRA", 9104, Level.ERROR, text, "J");
  }

  private static DpmAgent.FromVolume prepared(String lu) {
    return new DpmAgent.FromVolume(new CsvVolume.Prepared(lu, "J", 2));
  }

  private static DpmAgent.FromVolume released(String lu) {
    return new DpmAgent.FromVolume(new CsvVolume.Released(lu, "J"));
  }

  private static DpmAgent.FromVm described() {
    return new DpmAgent.FromVm(new VmDisks.Described("GUEST3", "J", DISKS));
  }

  private static DpmAgent.FromVss ready() {
    return new DpmAgent.FromVss(new VssNotice.Ready("J", IMAGES, DISKS, Optional.empty(), true));
  }

  private static DpmAgent.FromVss setFailed() {
    return new DpmAgent.FromVss(
        new VssNotice.Failed("J", VssPhase.FREEZE, 0x800423F3, 30112, "too slow"));
  }

  private static DpmAgent.FromVss setDeleted() {
    return new DpmAgent.FromVss(new VssNotice.Deleted("J"));
  }

  private static DpmAgent.FromArray created(int lu) {
    return new DpmAgent.FromArray(
        new ControllerNotice.SnapshotCreated("J.proof.lu" + lu, lu, CTL0));
  }

  private static DpmAgent.FromArray deleted(int lu) {
    return new DpmAgent.FromArray(new ControllerNotice.SnapshotDeleted("J.proof.lu" + lu, lu, 5));
  }

  @Test
  void pinsEachVolumeOfTheVmThenAsksForASnapshotSet() {
    decides(
        new Idle(),
        new DpmAgent.Carry(JOB),
        to(
            new Describing(JOB),
            new Tell(new EntityId("GUEST3"), new VmDisks.Describe("J", AGENT))));
    decides(
        new Describing(JOB),
        described(),
        to(
            new Pinning(JOB, DISKS, BOTH),
            volume("SYS&DB", new CsvVolume.PrepareForBackup("J", "HYPR2", AGENT)),
            volume("LOG", new CsvVolume.PrepareForBackup("J", "HYPR2", AGENT)),
            new Timer("patience", 14_400_000_000_000L, new DpmAgent.PatienceOver("J")),
            log(9101, "The volumes of GUEST3 are prepared for backup.")));
    decides(new Pinning(JOB, DISKS, BOTH), prepared("SYS&DB"), to(new Pinning(JOB, DISKS, SECOND)));
    decides(
        new Pinning(JOB, DISKS, SECOND),
        prepared("LOG"),
        to(
            new MakingSet(JOB, BOTH),
            new Tell(VSS, new VssCommand.Start("J", "GUEST3", BackupJob.Method.NETWORK, AGENT))));
  }

  @Test
  void aBusyVolumeIsAskedAgain() {
    Pinning pinning = new Pinning(JOB, DISKS, BOTH);
    decides(
        pinning,
        new DpmAgent.FromVolume(new CsvVolume.Busy("LOG", "J", "K")),
        to(
            pinning,
            new Timer("again1", 60_000_000_000L, new DpmAgent.AskAgain(1)),
            new Log(
                "DPMRA",
                9107,
                Level.WARNING,
                "Volume LOG is in a backup of K (0x173D); it is asked again in 60 s.",
                "J")));
    decides(
        pinning,
        new DpmAgent.AskAgain(1),
        to(pinning, volume("LOG", new CsvVolume.PrepareForBackup("J", "HYPR2", AGENT))));
    Pinning other = new Pinning(JOB, DISKS, Set.of(0));
    decides(other, new DpmAgent.AskAgain(1), to(other));
  }

  /** Whoever has it may be dead. */
  @Test
  void aVolumeThatStaysBusyEndsTheRun() {
    Outcome late = Outcome.failed("another backup does not give back LOG");
    DpmAgent.PatienceOver over = new DpmAgent.PatienceOver("J");
    decides(
        new Pinning(JOB, DISKS, SECOND),
        over,
        to(
            new Releasing(JOB, BOTH, late),
            volume("SYS&DB", new CsvVolume.BackupComplete("J", AGENT)),
            volume("LOG", new CsvVolume.BackupComplete("J", AGENT)),
            failed("The backup of GUEST3 failed: another backup does not give back LOG.")));
    decides(new MakingSet(JOB, BOTH), over, to(new MakingSet(JOB, BOTH)));
  }

  @Test
  void whenTheSetCanBeReadVolumesAndServerAreTold() {
    decides(
        new MakingSet(JOB, BOTH),
        ready(),
        to(
            reading(0),
            volume("SYS&DB", new CsvVolume.BackupStarted("J", true, AGENT)),
            volume("LOG", new CsvVolume.BackupStarted("J", true, AGENT)),
            server(new DpmServer.SnapshotTaken("J", true, -1, -1)),
            log(9102, "The snapshot of GUEST3 exists."),
            opened("J.DATABASE", 0, Purpose.COPY),
            log(9103, "Disk DATABASE of GUEST3 is being read.")));
  }

  @Test
  void readsDiskAfterDiskThenLetsGo() {
    decides(
        reading(0),
        new DpmAgent.DiskStored("J.DATABASE", ""),
        to(
            reading(1),
            opened("J.LOG", 1, Purpose.COPY),
            log(9103, "Disk LOG of GUEST3 is being read.")));
    decides(reading(1), new DpmAgent.DiskStored("J.DATABASE", "late"), to(reading(1)));
    decides(
        reading(1),
        new DpmAgent.DiskStored("J.LOG", ""),
        to(
            new Ending(JOB, BOTH, Outcome.GOOD),
            new Tell(VSS, new VssCommand.BackupComplete("J", true))));
    decides(
        new Ending(JOB, BOTH, Outcome.GOOD),
        setDeleted(),
        to(
            new Releasing(JOB, BOTH, Outcome.GOOD),
            volume("SYS&DB", new CsvVolume.BackupComplete("J", AGENT)),
            volume("LOG", new CsvVolume.BackupComplete("J", AGENT))));
    decides(
        new Releasing(JOB, SECOND, Outcome.GOOD),
        released("LOG"),
        to(new Idle(), server(new DpmServer.JobEnded("J", Outcome.GOOD))));
  }

  @Test
  void aFailureEndsTheSetAndLetsGo() {
    decides(
        reading(1),
        new DpmAgent.DiskStored("J.LOG", "no room"),
        to(
            new Ending(JOB, BOTH, BAD),
            failed("The backup of GUEST3 failed: no room."),
            array(CTL1, new ControllerCommand.CloseStream("J.LOG")),
            new Tell(VSS, new VssCommand.BackupComplete("J", false))));
    decides(
        new Releasing(JOB, SECOND, BAD),
        released("LOG"),
        to(new Idle(), server(new DpmServer.JobEnded("J", BAD))));
  }

  @Test
  void aFailedSetIsGoneAndOnlyTheVolumesAreReleased() {
    Outcome outcome = new Outcome("too slow (0x800423F3) in FREEZE", 30112);
    decides(
        new MakingSet(JOB, SECOND),
        setFailed(),
        to(
            new Releasing(JOB, SECOND, outcome),
            volume("LOG", new CsvVolume.BackupComplete("J", AGENT)),
            failed("The backup of GUEST3 failed: too slow (0x800423F3) in FREEZE.")));
  }

  private static DpmAgent.FromVolume cleared(String job) {
    return new DpmAgent.FromVolume(new CsvVolume.Cleared("LOG", job));
  }

  /** Wherever it is between its first volume and its last disk. */
  @Test
  void aVolumeThatLeavesTheBackupStateFailsTheRun() {
    Outcome outcome = Outcome.failed("volume LOG has left the backup state");
    Log log = failed("The backup of GUEST3 failed: volume LOG has left the backup state.");
    Send[] complete = {
      volume("SYS&DB", new CsvVolume.BackupComplete("J", AGENT)),
      volume("LOG", new CsvVolume.BackupComplete("J", AGENT))
    };
    decides(
        new Pinning(JOB, DISKS, SECOND),
        cleared("J"),
        to(new Releasing(JOB, BOTH, outcome), complete[0], complete[1], log));
    decides(
        new MakingSet(JOB, BOTH),
        cleared("J"),
        to(new Ending(JOB, BOTH, outcome), log, new Tell(VSS, new VssCommand.Abort("J"))));
    decides(
        reading(1),
        cleared("J"),
        to(
            new Ending(JOB, BOTH, outcome),
            log,
            array(CTL1, new ControllerCommand.CloseStream("J.LOG")),
            new Tell(VSS, new VssCommand.BackupComplete("J", false))));
  }

  /** What was said of another run, or before the end of this one was heard of. */
  @Test
  void whatAVolumeSaysTooLateChangesNothing() {
    Outcome outcome = Outcome.failed("volume LOG has left the backup state");
    for (AgentState state :
        List.of(new Pinning(JOB, DISKS, BOTH), new MakingSet(JOB, BOTH), reading(0))) {
      decides(state, cleared("K"), to(state));
    }
    Releasing releasing = new Releasing(JOB, BOTH, outcome);
    decides(releasing, cleared("J"), to(releasing));
    decides(releasing, prepared("SYS&DB"), to(releasing));
    decides(releasing, new DpmAgent.AskAgain(1), to(releasing));
    Ending ending = new Ending(JOB, BOTH, outcome);
    decides(ending, ready(), to(ending));
  }

  @Test
  void aRestoreWritesDiskAfterDiskThenReadsThemBack() {
    decides(
        new Describing(RESTORE),
        described(),
        to(
            new Writing(RESTORE, DISKS, 0),
            array(CTL0, new ControllerCommand.OpenWrite("J.DATABASE", 0, AGENT)),
            opened("J.DATABASE", 0, Purpose.RESTORE),
            log(9105, "Disk DATABASE of GUEST3 is being restored.")));
    List<Extent> extents = DISKS.get(1).extents();
    Decision<AgentState> last =
        rules.on(new Writing(RESTORE, DISKS, 1), new DpmAgent.DiskWritten("J.LOG", 5, extents));
    assertThat(last.next()).isEqualTo(new Freezing(RESTORE, DISKS, BOTH));
    assertThat(last.acts())
        .contains(
            array(CTL1, new ControllerCommand.CloseStream("J.LOG")),
            server(new DpmServer.Restored("J")),
            array(CTL1, new ControllerCommand.CreateSnapshot("J.proof.lu1", 1, extents, AGENT)));
    decides(
        new Freezing(RESTORE, DISKS, SECOND),
        created(1),
        to(new Proving(RESTORE, DISKS, 0), opened("J.proof.DATABASE", 0, Purpose.PROOF)));
    decides(
        new Proving(RESTORE, DISKS, 1),
        new DpmAgent.DiskStored("J.proof.LOG", ""),
        to(
            new Dropping(RESTORE, BOTH, Outcome.GOOD),
            array(CTL0, new ControllerCommand.DeleteSnapshot("J.proof.lu0", AGENT)),
            array(CTL1, new ControllerCommand.DeleteSnapshot("J.proof.lu1", AGENT))));
    decides(
        new Dropping(RESTORE, SECOND, Outcome.GOOD),
        deleted(1),
        to(new Idle(), server(new DpmServer.JobEnded("J", Outcome.GOOD))));
  }

  @Test
  void aSnapshotThatNeverWasHoldsNothingUp() {
    decides(
        new Dropping(RESTORE, BOTH, BAD),
        new DpmAgent.FromArray(
            new ControllerNotice.Refused("DeleteSnapshot J.proof.lu0", "there is none")),
        to(new Dropping(RESTORE, SECOND, BAD)));
    decides(new Dropping(RESTORE, BOTH, BAD), created(1), to(new Dropping(RESTORE, BOTH, BAD)));
  }

  @Test
  void theServerCanGiveARunUp() {
    DpmAgent.Cancel cancel = new DpmAgent.Cancel("J", "no room");
    assertThat(rules.on(reading(0), cancel).next()).isEqualTo(new Ending(JOB, BOTH, BAD));
    assertThat(rules.on(new Writing(RESTORE, DISKS, 0), cancel).next()).isEqualTo(new Idle());
    assertThat(rules.on(new Proving(RESTORE, DISKS, 0), cancel).next())
        .isEqualTo(new Dropping(RESTORE, BOTH, BAD));
    decides(reading(0), new DpmAgent.Cancel("K", "no room"), to(reading(0)));
  }

  @Test
  void anotherJobIsRefusedWhileOneIsUnderWay() {
    Decision<AgentState> decision = rules.on(reading(0), new DpmAgent.Carry(RESTORE));
    assertThat(decision.next()).isEqualTo(reading(0));
    assertThat(decision.acts()).singleElement().asString().contains("is busy with another job");
  }

  /** The whole table: what is not on this list changes nothing or is refused. */
  @Test
  void nothingElseFits() {
    List<AgentState> states =
        List.of(
            new Idle(),
            new Describing(JOB),
            new Pinning(JOB, DISKS, BOTH),
            new MakingSet(JOB, BOTH),
            reading(0),
            new Ending(JOB, BOTH, Outcome.GOOD),
            new Releasing(JOB, BOTH, Outcome.GOOD),
            new Writing(RESTORE, DISKS, 0),
            new Freezing(RESTORE, DISKS, BOTH),
            new Proving(RESTORE, DISKS, 0),
            new Dropping(RESTORE, BOTH, Outcome.GOOD));
    Map<String, DpmAgent.Command> commands = new LinkedHashMap<>();
    commands.put("Described", described());
    commands.put("Prepared", prepared("LOG"));
    commands.put("Released", released("LOG"));
    commands.put("AskAgain", new DpmAgent.AskAgain(1));
    commands.put("Ready", ready());
    commands.put("Failed", setFailed());
    commands.put("Deleted", setDeleted());
    commands.put("SnapshotCreated", created(0));
    commands.put("SnapshotDeleted", deleted(0));
    commands.put("DiskWritten", new DpmAgent.DiskWritten("J.DATABASE", 1, List.of()));
    List<String> fits = new ArrayList<>();
    for (AgentState state : states) {
      commands.forEach(
          (name, command) -> {
            try {
              rules.on(state, command);
              fits.add(state.getClass().getSimpleName() + " " + name);
            } catch (IllegalStateException e) {
              assertThat(e.getMessage())
                  .startsWith("HYPR2.dpmra: ")
                  .contains(state.getClass().getSimpleName());
            }
          });
    }
    assertThat(fits)
        .containsExactly(
            "Idle AskAgain",
            "Idle Ready",
            "Idle Failed",
            "Idle Deleted",
            "Describing Described",
            "Describing AskAgain",
            "Describing Ready",
            "Describing Failed",
            "Describing Deleted",
            "Pinning Prepared",
            "Pinning AskAgain",
            "MakingSet AskAgain",
            "MakingSet Ready",
            "MakingSet Failed",
            "Reading AskAgain",
            "Reading Failed",
            "Ending AskAgain",
            "Ending Ready",
            "Ending Failed",
            "Ending Deleted",
            "Releasing Prepared",
            "Releasing Released",
            "Releasing AskAgain",
            "Releasing Ready",
            "Releasing Failed",
            "Releasing Deleted",
            "Writing AskAgain",
            "Writing DiskWritten",
            "Freezing AskAgain",
            "Freezing SnapshotCreated",
            "Proving AskAgain",
            "Dropping AskAgain",
            "Dropping SnapshotCreated",
            "Dropping SnapshotDeleted");
  }
}

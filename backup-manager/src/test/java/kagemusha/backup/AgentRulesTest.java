package kagemusha.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.AgentState.Deleting;
import kagemusha.backup.AgentState.Describing;
import kagemusha.backup.AgentState.Idle;
import kagemusha.backup.AgentState.Mapping;
import kagemusha.backup.AgentState.Pinning;
import kagemusha.backup.AgentState.Preparing;
import kagemusha.backup.AgentState.Reading;
import kagemusha.backup.AgentState.Releasing;
import kagemusha.backup.AgentState.Snapshotting;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.csv.CsvVolume;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import org.junit.jupiter.api.Test;

/** The agent of HYPR2 in the paper's cluster; GUEST3 has a disk on each of two volumes. */
class AgentRulesTest {
  private static final BackupWiring WIRING =
      new BackupWiring(TopologyReader.bundled("paper"), Map.of("GUEST3", "HYPR2"));
  private static final EntityId AGENT = new EntityId("HYPR2.dpmra");
  private static final EntityId SERVER = new EntityId("DPMSV.dpm");
  private static final EntityId CTL0 = new EntityId("AMS2300.CTL0");
  private static final EntityId CTL1 = new EntityId("AMS2300.CTL1");
  private static final ReplicaJob JOB = new ReplicaJob("J", "GUEST3", Long.MAX_VALUE, SERVER);
  private static final List<VmDisks.Disk> DISKS =
      List.of(
          new VmDisks.Disk(VhdRole.DATABASE, 0, List.of(new Extent(0, 10))),
          new VmDisks.Disk(VhdRole.LOG, 1, List.of(new Extent(0, 10))));
  private static final SortedSet<Integer> BOTH = new TreeSet<>(Set.of(0, 1));
  private static final Set<Integer> SECOND = Set.of(1);
  private static final String WHY = "the replica volumes are full";

  private final AgentRules rules = new AgentRules("HYPR2", WIRING);

  private void decides(AgentState state, DpmAgent.Command on, Decision<AgentState> expected) {
    assertThat(rules.on(state, on)).isEqualTo(expected);
  }

  private static Decision<AgentState> to(AgentState next, Decision.Act... acts) {
    return Decision.to(next, acts);
  }

  private static Send volume(String lu, Message message) {
    return new Send("business", new EntityId("csv." + lu), message);
  }

  private static Send array(EntityId controller, ControllerCommand command) {
    return new Send("san", controller, command);
  }

  private static Log log(int id, String text) {
    return new Log("DPMRA", id, Level.INFORMATION, text, "J");
  }

  private static DpmAgent.FromVolume prepared(String lu) {
    return new DpmAgent.FromVolume(new CsvVolume.Prepared(lu, "J", 2));
  }

  private static DpmAgent.FromVolume released(String lu) {
    return new DpmAgent.FromVolume(new CsvVolume.Released(lu, "J"));
  }

  private static DpmAgent.FromArray created(int lu) {
    return new DpmAgent.FromArray(new ControllerNotice.SnapshotCreated("J.lu" + lu, lu, CTL0));
  }

  private static DpmAgent.FromArray deleted(int lu) {
    return new DpmAgent.FromArray(new ControllerNotice.SnapshotDeleted("J.lu" + lu, lu, 5));
  }

  private static DpmAgent.FromVm described(List<VmDisks.Disk> disks) {
    return new DpmAgent.FromVm(new VmDisks.Described("GUEST3", "J", disks));
  }

  private static Send[] deletes() {
    return new Send[] {
      array(CTL0, new ControllerCommand.DeleteSnapshot("J.lu0", AGENT)),
      array(CTL1, new ControllerCommand.DeleteSnapshot("J.lu1", AGENT))
    };
  }

  @Test
  void asksTheVmThenEachVolumeOnce() {
    decides(
        new Idle(),
        new DpmAgent.StartReplica(JOB),
        to(
            new Describing(JOB),
            new Tell(new EntityId("GUEST3"), new VmDisks.Describe("J", AGENT))));
    List<VmDisks.Disk> three = new ArrayList<>(DISKS);
    three.add(new VmDisks.Disk(VhdRole.SYSTEM, 0, List.of(new Extent(50, 10))));
    decides(
        new Describing(JOB),
        described(three),
        to(
            new Pinning(JOB, BOTH, BOTH),
            volume("SYS&DB", new CsvVolume.PrepareForBackup("J", "HYPR2", AGENT)),
            volume("LOG", new CsvVolume.PrepareForBackup("J", "HYPR2", AGENT)),
            log(9101, "The volumes of GUEST3 are prepared for backup.")));
  }

  @Test
  void anEmptyDataSetEndsTheJob() {
    decides(
        new Describing(JOB),
        described(List.of()),
        to(
            new Idle(),
            new Send("management", SERVER, new DpmServer.JobEnded("J", "the data set is empty"))));
  }

  @Test
  void theLastVolumeStartsThePreparation() {
    decides(new Pinning(JOB, BOTH, BOTH), prepared("SYS&DB"), to(new Pinning(JOB, BOTH, SECOND)));
    decides(
        new Pinning(JOB, BOTH, SECOND),
        prepared("LOG"),
        to(new Preparing(JOB, BOTH), new Timer("vss", 8_000_000_000L, new DpmAgent.Ready())));
  }

  @Test
  void aBusyVolumeIsAskedAgain() {
    Pinning pinning = new Pinning(JOB, BOTH, BOTH);
    decides(
        pinning,
        new DpmAgent.FromVolume(new CsvVolume.Busy("LOG", "J", "K")),
        to(pinning, new Timer("again1", 60_000_000_000L, new DpmAgent.AskAgain(1))));
    decides(
        pinning,
        new DpmAgent.AskAgain(1),
        to(pinning, volume("LOG", new CsvVolume.PrepareForBackup("J", "HYPR2", AGENT))));
  }

  @Test
  void takesASnapshotOfEachVolumeAtItsController() {
    decides(
        new Preparing(JOB, BOTH),
        new DpmAgent.Ready(),
        to(
            new Snapshotting(JOB, BOTH, BOTH),
            array(CTL0, new ControllerCommand.CreateSnapshot("J.lu0", 0, AGENT)),
            array(CTL1, new ControllerCommand.CreateSnapshot("J.lu1", 1, AGENT))));
    decides(new Snapshotting(JOB, BOTH, BOTH), created(0), to(new Snapshotting(JOB, BOTH, SECOND)));
    decides(
        new Snapshotting(JOB, BOTH, SECOND),
        created(1),
        to(
            new Mapping(JOB, BOTH),
            new Tell(new EntityId("GUEST3"), new VmDisks.Describe("J", AGENT)),
            log(9102, "The snapshot of GUEST3 exists.")));
  }

  /** The disks have grown since the volumes were prepared; only what has a snapshot is read. */
  @Test
  void readsWhatTheDisksOccupyWhenTheSnapshotExists() {
    VmDisks.Disk database =
        new VmDisks.Disk(VhdRole.DATABASE, 0, List.of(new Extent(0, 10), new Extent(128, 128)));
    VmDisks.Disk log = new VmDisks.Disk(VhdRole.LOG, 1, List.of(new Extent(0, 4)));
    decides(
        new Mapping(JOB, BOTH),
        described(List.of(database, log)),
        to(
            new Reading(JOB, BOTH, List.of(database, log), 0),
            log(9103, "Disk DATABASE of GUEST3 is being copied.")));
    decides(
        new Mapping(JOB, new TreeSet<>(SECOND)),
        described(List.of(database, log)),
        to(
            new Reading(JOB, new TreeSet<>(SECOND), List.of(log), 0),
            log(9103, "Disk LOG of GUEST3 is being copied.")));
  }

  /** One block is wanted; when the disks have grown, less than one of each. */
  @Test
  void volumesAreLetGoOfEvenIfNothingOfTheirDisksIsLeftToRead() {
    ReplicaJob oneBlock = new ReplicaJob("J", "GUEST3", 16 * 1024, SERVER);
    Send[] deletes = deletes();
    String why = "the data set is empty";
    decides(
        new Mapping(oneBlock, BOTH),
        described(DISKS),
        to(new Deleting(oneBlock, BOTH, BOTH, why), failed(why), deletes[0], deletes[1]));
  }

  @Test
  void readsDiskAfterDiskThenLetsGo() {
    decides(
        new Reading(JOB, BOTH, DISKS, 0),
        new DpmAgent.DiskStored("J.DATABASE", ""),
        to(new Reading(JOB, BOTH, DISKS, 1), log(9103, "Disk LOG of GUEST3 is being copied.")));
    decides(
        new Reading(JOB, BOTH, DISKS, 1),
        new DpmAgent.DiskStored("J.LOG", ""),
        to(new Deleting(JOB, BOTH, BOTH, ""), deletes()));
    decides(new Deleting(JOB, BOTH, BOTH, ""), deleted(0), to(new Deleting(JOB, BOTH, SECOND, "")));
    decides(
        new Deleting(JOB, BOTH, SECOND, ""),
        deleted(1),
        to(
            new Releasing(JOB, BOTH, ""),
            volume("SYS&DB", new CsvVolume.BackupComplete("J", AGENT)),
            volume("LOG", new CsvVolume.BackupComplete("J", AGENT))));
    decides(new Releasing(JOB, BOTH, ""), released("SYS&DB"), to(new Releasing(JOB, SECOND, "")));
    decides(
        new Releasing(JOB, SECOND, ""),
        released("LOG"),
        to(new Idle(), new Send("management", SERVER, new DpmServer.JobEnded("J", ""))));
  }

  private static Log failed(String why) {
    return new Log("DPMRA", 9104, Level.ERROR, "The backup failed: " + why, "J");
  }

  @Test
  void aFailureLetsGoOfEverythingAndIsReportedAtTheEnd() {
    Send[] deletes = deletes();
    decides(
        new Reading(JOB, BOTH, DISKS, 0),
        new DpmAgent.DiskStored("J.DATABASE", WHY),
        to(new Deleting(JOB, BOTH, BOTH, WHY), failed(WHY), deletes[0], deletes[1]));
    DpmAgent.FromArray refused =
        new DpmAgent.FromArray(new ControllerNotice.Refused("OpenStream J.LOG", "no room"));
    String why = "OpenStream J.LOG: no room";
    Decision<AgentState> letGo =
        to(new Deleting(JOB, BOTH, BOTH, why), failed(why), deletes[0], deletes[1]);
    decides(new Reading(JOB, BOTH, DISKS, 1), refused, letGo);
    decides(new Snapshotting(JOB, BOTH, BOTH), refused, letGo);
    decides(
        new Releasing(JOB, SECOND, WHY),
        released("LOG"),
        to(new Idle(), new Send("management", SERVER, new DpmServer.JobEnded("J", WHY))));
  }

  /** One controller refused; the other's answer, and a snapshot that never was, hold nothing up. */
  @Test
  void whatIsStillSaidOfSnapshotsDoesNotHoldUpTheirDeletion() {
    Deleting deleting = new Deleting(JOB, BOTH, BOTH, WHY);
    decides(
        deleting,
        new DpmAgent.FromArray(new ControllerNotice.SnapshotCreated("J.lu1", 1, CTL1)),
        to(deleting));
    decides(
        deleting,
        new DpmAgent.FromArray(
            new ControllerNotice.Refused("DeleteSnapshot J.lu0", "there is no such snapshot")),
        to(new Deleting(JOB, BOTH, SECOND, WHY)));
  }

  /** The whole table: what is not on this list is refused with state and command named. */
  @Test
  void nothingElseFits() {
    List<AgentState> states =
        List.of(
            new Idle(),
            new Describing(JOB),
            new Pinning(JOB, BOTH, BOTH),
            new Preparing(JOB, BOTH),
            new Snapshotting(JOB, BOTH, BOTH),
            new Mapping(JOB, BOTH),
            new Reading(JOB, BOTH, DISKS, 0),
            new Deleting(JOB, BOTH, BOTH, ""),
            new Releasing(JOB, BOTH, ""));
    Map<String, DpmAgent.Command> commands = new LinkedHashMap<>();
    commands.put("StartReplica", new DpmAgent.StartReplica(JOB));
    commands.put("Described", described(DISKS));
    commands.put("Prepared", prepared("LOG"));
    commands.put("Released", released("LOG"));
    commands.put("AskAgain", new DpmAgent.AskAgain(1));
    commands.put("Ready", new DpmAgent.Ready());
    commands.put("SnapshotCreated", created(0));
    commands.put("SnapshotDeleted", deleted(0));
    commands.put("DiskStored", new DpmAgent.DiskStored("J.LOG", ""));
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
            "Idle StartReplica",
            "Describing Described",
            "Pinning Prepared",
            "Pinning AskAgain",
            "Preparing Ready",
            "Snapshotting SnapshotCreated",
            "Mapping Described",
            "Reading DiskStored",
            "Deleting SnapshotCreated",
            "Deleting SnapshotDeleted",
            "Releasing Released");
  }
}

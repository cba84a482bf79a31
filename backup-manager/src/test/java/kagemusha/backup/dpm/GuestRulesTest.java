package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.AgentState.AskingChanges;
import kagemusha.backup.dpm.AgentState.Dismounting;
import kagemusha.backup.dpm.AgentState.Ending;
import kagemusha.backup.dpm.AgentState.Idle;
import kagemusha.backup.dpm.AgentState.Locating;
import kagemusha.backup.dpm.AgentState.MakingSet;
import kagemusha.backup.dpm.AgentState.Preparing;
import kagemusha.backup.dpm.AgentState.Reading;
import kagemusha.backup.vss.VssCommand;
import kagemusha.backup.vss.VssNotice;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.BackupJob.Method;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.load.store.LogRange;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreDocument;
import org.junit.jupiter.api.Test;

class GuestRulesTest {
  private static final Topology PAPER = TopologyReader.bundled("paper");
  private static final BackupWiring WIRING = new BackupWiring(PAPER, Map.of("GUEST2", "HYPR1"));
  private static final EntityId SELF = new EntityId("GUEST2.dpmra");
  private static final EntityId GUEST = new EntityId("GUEST2");
  private static final EntityId VSS = new EntityId("GUEST2.vss");
  private static final EntityId SERVER = WIRING.server();
  private static final VmDisks.Disk DATABASE =
      new VmDisks.Disk(VhdRole.DATABASE, 0, 512, List.of(new Extent(512, 1024)));
  private static final VmDisks.Disk LOG =
      new VmDisks.Disk(VhdRole.LOG, 1, 256, List.of(new Extent(300, 64)));
  private static final VmDisks.Disk NO_LOG = new VmDisks.Disk(VhdRole.LOG, 1, 256, List.of());
  private static final List<VssNotice.Image> IMAGES =
      List.of(
          new VssNotice.Image(0, WIRING.controller(0), "J.lu0"),
          new VssNotice.Image(1, WIRING.controller(1), "J.lu1"));
  private static final VssNotice.Ready READY =
      new VssNotice.Ready(
          "J", IMAGES, List.of(DATABASE, LOG), Optional.of(new StoreDocument(70, 99)), true);

  private final GuestRules rules = new GuestRules("GUEST2", WIRING);

  private static JobOrder order(Kind kind) {
    return new JobOrder(
        "J",
        kind,
        Method.IN_GUEST,
        "GUEST2",
        Long.MAX_VALUE,
        SERVER,
        ShippingTerms.NONE,
        new JobOrder.Known(40, 50),
        RestoreOrder.ORIGINAL);
  }

  private static List<Act> said(Decision<AgentState> decision) {
    return decision.acts().stream().filter(act -> !(act instanceof Log)).toList();
  }

  private static Tell toGuest(Message message) {
    return new Tell(GUEST, message);
  }

  private static Send toServer(Message message) {
    return new Send("management", SERVER, message);
  }

  private static Reading reading(Kind kind, VmDisks.Disk... disks) {
    return new Reading(order(kind), Set.of(), IMAGES, List.of(disks), 0);
  }

  @Test
  void theFilterHearsOfEveryJobFirst() {
    JobOrder order = order(Kind.EXPRESS_FULL);
    assertThat(rules.on(new Idle(), new DpmAgent.Carry(order)))
        .isEqualTo(Decision.to(new Preparing(order), toGuest(new VmDisks.Track("J", SELF))));
  }

  /** Only full backups make the store's writer truncate the log. */
  @Test
  void whatASetIsMadeFor() {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.RECOVERY) {
        boolean full = kind == Kind.REPLICA_CREATION || kind == Kind.EXPRESS_FULL;
        Decision<AgentState> decision =
            rules.on(
                new Preparing(order(kind)), new DpmAgent.Tracked(new VmDisks.Tracked("J", true)));
        Method method = full ? Method.IN_GUEST : Method.NETWORK;
        assertThat(said(decision))
            .containsExactly(new Tell(VSS, new VssCommand.Start("J", "GUEST2", method, SELF)));
        assertThat(decision.next()).isEqualTo(new MakingSet(order(kind), Set.of()));
      }
    }
  }

  @Test
  void aGuestThatDoesNotRunFailsTheJob() {
    Decision<AgentState> decision =
        rules.on(
            new Preparing(order(Kind.EXPRESS_FULL)),
            new DpmAgent.Tracked(new VmDisks.Tracked("J", false)));
    assertThat(decision.next()).isEqualTo(new Idle());
    assertThat(said(decision))
        .containsExactly(
            toServer(new DpmServer.JobEnded("J", Outcome.failed("GUEST2 does not run"))));
  }

  @Test
  void aRecoveryDismountsFirst() {
    JobOrder order = order(Kind.RECOVERY);
    assertThat(rules.on(new Preparing(order), new DpmAgent.Tracked(new VmDisks.Tracked("J", true))))
        .isEqualTo(
            Decision.to(new Dismounting(order), toGuest(new StoreCommand.Dismount("J", SELF))));
  }

  @Test
  void whichLogsAreWanted() {
    assertThat(wanted(Kind.REPLICA_CREATION))
        .isEqualTo(new VmDisks.DescribeLogs("J", 1, 99, LogRange.Which.PRESENT, SELF));
    assertThat(wanted(Kind.CONSISTENCY_CHECK))
        .isEqualTo(new VmDisks.DescribeLogs("J", 1, 99, LogRange.Which.PRESENT, SELF));
    assertThat(wanted(Kind.EXPRESS_FULL))
        .isEqualTo(new VmDisks.DescribeLogs("J", 51, 99, LogRange.Which.PRESENT, SELF));
    assertThat(wanted(Kind.SYNCHRONIZATION))
        .isEqualTo(new VmDisks.DescribeLogs("J", 51, 99, LogRange.Which.CLOSED, SELF));
  }

  private Message wanted(Kind kind) {
    Decision<AgentState> decision =
        rules.on(new MakingSet(order(kind), Set.of()), new DpmAgent.FromVss(READY));
    assertThat(decision.next()).isEqualTo(new Locating(order(kind), READY));
    return ((Tell) said(decision).get(0)).message();
  }

  /** The logs of a synchronization continue the newest recovery point: its checkpoint counts. */
  @Test
  void aSynchronizationShipsLogsOnly() {
    Locating locating = new Locating(order(Kind.SYNCHRONIZATION), READY);
    Decision<AgentState> decision =
        rules.on(locating, new DpmAgent.LogsAre(new VmDisks.Logs("J", LOG, 96)));
    assertThat(decision.next()).isEqualTo(reading(Kind.SYNCHRONIZATION, LOG));
    assertThat(said(decision))
        .containsExactly(
            toServer(new DpmServer.SnapshotTaken("J", true, 40, 96)),
            toServer(new DpmServer.DiskOpened("J", "J.LOG", LOG, Purpose.COPY, SELF)));
  }

  @Test
  void withoutAClosedFileASynchronizationIsDone() {
    Locating locating = new Locating(order(Kind.SYNCHRONIZATION), READY);
    Decision<AgentState> decision =
        rules.on(locating, new DpmAgent.LogsAre(new VmDisks.Logs("J", NO_LOG, 48)));
    assertThat(decision.next())
        .isEqualTo(new Ending(order(Kind.SYNCHRONIZATION), Set.of(), Outcome.GOOD));
    assertThat(said(decision))
        .containsExactly(
            toServer(new DpmServer.SnapshotTaken("J", true, 40, 50)),
            new Tell(VSS, new VssCommand.BackupComplete("J", true)));
  }

  /** What is not read is proven by the digest of all of it. */
  @Test
  void anExpressFullReadsWhatHasChanged() {
    Reading all = reading(Kind.EXPRESS_FULL, DATABASE, LOG);
    VmDisks.Disk changed = new VmDisks.Disk(VhdRole.DATABASE, 0, 512, List.of(new Extent(600, 2)));
    Decision<AgentState> decision =
        rules.on(
            new AskingChanges(all),
            new DpmAgent.ChangesAre(new VmDisks.Changes("J", true, List.of(changed, LOG))));
    assertThat(decision.next()).isEqualTo(all.tracked(List.of(changed)));
    assertThat(said(decision))
        .containsExactly(
            toServer(new DpmServer.DiskOpened("J", "J.DATABASE", DATABASE, Purpose.TRACKED, SELF)),
            new Send(
                "san",
                WIRING.controller(0),
                new ControllerCommand.Digest("J.DATABASE", "J.lu0", DATABASE.extents(), SELF)));
    assertThat(ReadingRules.purpose(all.tracked(List.of(changed)).next()))
        .as("the log")
        .isEqualTo(Purpose.COPY);
  }

  @Test
  void withoutTrackTheReplicaCannotBeTrusted() {
    Reading all = reading(Kind.EXPRESS_FULL, DATABASE);
    Decision<AgentState> decision =
        rules.on(
            new AskingChanges(all),
            new DpmAgent.ChangesAre(new VmDisks.Changes("J", false, List.of())));
    assertThat(decision.next()).isInstanceOf(Ending.class);
    assertThat(said(decision))
        .contains(
            toServer(new DpmServer.TrackingLost("J")),
            new Tell(VSS, new VssCommand.BackupComplete("J", false)));
  }

  @Test
  void theFilterCountsFromABackupThatWentWell() {
    DpmAgent.FromVss deleted = new DpmAgent.FromVss(new VssNotice.Deleted("J"));
    Tell confirm = toGuest(new VmDisks.Confirm("J", SELF));
    assertThat(said(rules.on(ending(Kind.EXPRESS_FULL, Outcome.GOOD), deleted))).contains(confirm);
    assertThat(said(rules.on(ending(Kind.EXPRESS_FULL, Outcome.failed("it is late")), deleted)))
        .doesNotContain(confirm);
    assertThat(said(rules.on(ending(Kind.SYNCHRONIZATION, Outcome.GOOD), deleted)))
        .doesNotContain(confirm);
  }

  private static Ending ending(Kind kind, Outcome outcome) {
    return new Ending(order(kind), Set.of(), outcome);
  }

  @Test
  void whenTheGuestGoesOffWhatIsReadIsGivenUp() {
    Decision<AgentState> decision =
        rules.on(reading(Kind.EXPRESS_FULL, DATABASE), new DpmAgent.GuestOff("GUEST2"));
    assertThat(decision.next())
        .isEqualTo(ending(Kind.EXPRESS_FULL, Outcome.failed("GUEST2 has been turned off")));
    assertThat(said(decision)).contains(new Tell(VSS, new VssCommand.BackupComplete("J", false)));
  }

  /** A store that is gone answers nobody, so nobody may wait for it. */
  @Test
  void whenTheGuestGoesOffARecoveryEndsWithoutAReplay() {
    JobOrder order = order(Kind.RECOVERY);
    Outcome off = Outcome.failed("GUEST2 has been turned off");
    AgentState dropping = new AgentState.Dropping(order, Set.of(0), Outcome.GOOD);
    AgentState failing = rules.on(dropping, new DpmAgent.GuestOff("GUEST2")).next();
    assertThat(failing).isEqualTo(new AgentState.Dropping(order, Set.of(0), off));
    DpmAgent.FromArray deleted =
        new DpmAgent.FromArray(new ControllerNotice.SnapshotDeleted("J.proof.lu0", 0, 0));
    assertThat(rules.on(failing, deleted))
        .isEqualTo(Decision.to(new Idle(), toServer(new DpmServer.JobEnded("J", off))));
    assertThat(rules.on(dropping, deleted))
        .isEqualTo(
            Decision.to(
                new AgentState.Replaying(order),
                toGuest(new StoreCommand.Recover("J", 40, 50, SELF))));
    for (AgentState waiting : List.of(new Dismounting(order), new AgentState.Replaying(order))) {
      Decision<AgentState> decision = rules.on(waiting, new DpmAgent.GuestOff("GUEST2"));
      assertThat(decision.next()).isEqualTo(new Idle());
      assertThat(said(decision)).containsExactly(toServer(new DpmServer.JobEnded("J", off)));
    }
  }
}

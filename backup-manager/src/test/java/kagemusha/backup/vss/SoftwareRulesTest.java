package kagemusha.backup.vss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.SoftwareState.Committing;
import kagemusha.backup.vss.SoftwareState.Created;
import kagemusha.backup.vss.SoftwareState.Creating;
import kagemusha.backup.vss.SoftwareState.Deleting;
import kagemusha.backup.vss.SoftwareState.Describing;
import kagemusha.backup.vss.SoftwareState.None;
import kagemusha.backup.vss.SoftwareState.Plan;
import kagemusha.backup.vss.SoftwareState.Prepared;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;

class SoftwareRulesTest {
  private static final VssWiring WIRING = new VssWiring(TopologyReader.bundled("paper"), Map.of());
  private static final EntityId HOST = new EntityId("HYPR1.volsnap");
  private static final EntityId GUEST = new EntityId("GUEST1.volsnap");
  private static final EntityId CTL0 = new EntityId("AMS2300.CTL0");
  private static final EntityId CTL1 = new EntityId("AMS2300.CTL1");
  private static final Plan BOTH = new Plan("S", Set.of(0, 1));
  private static final Extent EXTENT = new Extent(256, 128);
  private static final List<VmDisks.Disk> DISKS =
      List.of(new VmDisks.Disk(VhdRole.LOG, 1, 0, List.of(EXTENT)));

  private final SoftwareRules host = new SoftwareRules("HYPR1", Optional.empty(), WIRING);
  private final SoftwareRules guest =
      new SoftwareRules("GUEST1", Optional.of(new EntityId("GUEST1")), WIRING);

  private static void is(Decision<SoftwareState> decision, SoftwareState next, Act... acts) {
    assertThat(decision).isEqualTo(Decision.to(next, acts));
  }

  private static SoftwareProvider.Command service(ProviderCommand command) {
    return new SoftwareProvider.FromService(command);
  }

  private static Tell tell(ProviderNotice notice) {
    return new Tell(new EntityId("HYPR1.vss"), notice);
  }

  private static Send create(EntityId controller, String snapshot, int lu) {
    return new Send("san", controller, new ControllerCommand.CreateSnapshot(snapshot, lu, HOST));
  }

  private static Send delete(EntityId controller, String snapshot) {
    return new Send("san", controller, new ControllerCommand.DeleteSnapshot(snapshot, HOST));
  }

  private static SoftwareProvider.Command created(int lu) {
    String name = VssWiring.snapshot("S", lu);
    return new SoftwareProvider.Created(
        "S", new ControllerNotice.SnapshotCreated(name, lu, lu == 0 ? CTL0 : CTL1));
  }

  @Test
  void aHostsSnapshotsAreOfWholeLus() {
    is(
        host.on(new None(), service(new ProviderCommand.BeginPrepare("S", Set.of(0, 1)))),
        new Prepared(BOTH),
        tell(new ProviderNotice.Done("S", VssPhase.BEGIN_PREPARE_SNAPSHOT)));
    is(
        host.on(new Prepared(BOTH), service(new ProviderCommand.EndPrepare("S"))),
        new Prepared(BOTH),
        tell(new ProviderNotice.Done("S", VssPhase.END_PREPARE_SNAPSHOTS)));
    is(
        host.on(new Prepared(BOTH), service(new ProviderCommand.Commit("S"))),
        new Committing(BOTH),
        new Timer("S.commit", 500_000_000L, new SoftwareProvider.CommitNow("S")));
    is(
        host.on(new Committing(BOTH), new SoftwareProvider.CommitNow("S")),
        new Creating(BOTH, List.of(), Set.of(0, 1)),
        create(CTL0, "S.lu0", 0),
        create(CTL1, "S.lu1", 1));
    is(
        host.on(new Creating(BOTH, List.of(), Set.of(0, 1)), created(1)),
        new Creating(BOTH, List.of(), Set.of(0)));
    is(
        host.on(new Creating(BOTH, List.of(), Set.of(0)), created(0)),
        new Created(BOTH),
        tell(
            new ProviderNotice.Committed(
                "S",
                List.of(
                    new VssNotice.Image(0, CTL0, "S.lu0"), new VssNotice.Image(1, CTL1, "S.lu1")),
                List.of())));
  }

  @Test
  void aGuestsAreOfItsDisksAsTheyAreWhileItsWritesAreHeld() {
    Plan unknown = new Plan("S", Set.of());
    Plan log = new Plan("S", Set.of(1));
    is(
        guest.on(new Committing(unknown), new SoftwareProvider.CommitNow("S")),
        new Describing(unknown),
        new Tell(new EntityId("GUEST1"), new VmDisks.Describe("S", GUEST)));
    is(
        guest.on(
            new Describing(unknown),
            new SoftwareProvider.FromVm(new VmDisks.Described("GUEST1", "S", DISKS))),
        new Creating(log, DISKS, Set.of(1)),
        new Send(
            "san", CTL1, new ControllerCommand.CreateSnapshot("S.lu1", 1, List.of(EXTENT), GUEST)));
    is(
        guest.on(new Creating(log, DISKS, Set.of(1)), created(1)),
        new Created(log),
        new Tell(
            new EntityId("GUEST1.vss"),
            new ProviderNotice.Committed(
                "S", List.of(new VssNotice.Image(1, CTL1, "S.lu1")), DISKS)));
  }

  @Test
  void anAbortDeletesWhatExistsOrIsBeingMade() {
    SoftwareProvider.Command abort = service(new ProviderCommand.Abort("S"));
    Deleting deleting = new Deleting(BOTH, Set.of(0, 1));
    Send[] deletes = {delete(CTL0, "S.lu0"), delete(CTL1, "S.lu1")};
    Tell gone = tell(new ProviderNotice.Gone("S"));
    is(host.on(new None(), abort), new None(), gone);
    is(host.on(new Prepared(BOTH), abort), new None(), gone);
    is(host.on(new Committing(BOTH), abort), new None(), gone);
    is(host.on(new Creating(BOTH, List.of(), Set.of(1)), abort), deleting, deletes);
    is(host.on(new Created(BOTH), abort), deleting, deletes);
    is(host.on(deleting, abort), deleting);
    is(host.on(new Created(BOTH), service(new ProviderCommand.Delete("S"))), deleting, deletes);
  }

  /** A snapshot that was never made or has been lost is as good as deleted. */
  @Test
  void theLastDeletionIsTheEnd() {
    Deleting one = new Deleting(BOTH, Set.of(1));
    is(host.on(new Deleting(BOTH, Set.of(0, 1)), new SoftwareProvider.Deleted("S", 0)), one);
    is(host.on(one, created(1)), one);
    Tell gone = tell(new ProviderNotice.Gone("S"));
    is(host.on(one, new SoftwareProvider.Deleted("S", 1)), new None(), gone);
    is(host.on(one, refused("DeleteSnapshot S.lu1")), new None(), gone);
    is(host.on(one, refused("CreateSnapshot S.lu1")), one);
    is(host.on(one, refused("DeleteSnapshot S.lu0")), one);
  }

  private static SoftwareProvider.Command refused(String what) {
    return new SoftwareProvider.Refused(
        VssWiring.setOfRefused(what), new ControllerNotice.Refused(what, "why"));
  }

  @Test
  void whatGoesWrongIsToldAtOnce() {
    Creating creating = new Creating(BOTH, List.of(), Set.of(0, 1));
    is(
        host.on(creating, refused("CreateSnapshot S.lu0")),
        creating,
        tell(
            new ProviderNotice.Failed(
                "S", VssError.UNEXPECTED_PROVIDER_ERROR, "CreateSnapshot S.lu0: why")));
    SoftwareProvider.Command lost =
        new SoftwareProvider.Lost("S", new ControllerNotice.SnapshotLost("S.lu1", 1, "full"));
    Tell told = tell(new ProviderNotice.Lost("S", "the snapshot of LU LOG is lost, full"));
    is(host.on(creating, lost), creating, told);
    is(host.on(new Created(BOTH), lost), new Created(BOTH), told);
    is(host.on(new Deleting(BOTH, Set.of(1)), lost), new Deleting(BOTH, Set.of(1)));
  }

  @Test
  void theNameOfASnapshotLeadsToItsSet() {
    assertThat(VssWiring.setOf(VssWiring.snapshot("a.lu.b", 12))).isEqualTo("a.lu.b");
    assertThat(VssWiring.setOf("S.guest.lu1")).isEqualTo("S.guest");
    assertThat(VssWiring.setOfRefused("Revert S.lu0 to S.guest.lu0")).isEqualTo("S");
  }
}

package kagemusha.backup.dpm;

import java.util.List;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.AgentState.Describing;
import kagemusha.backup.dpm.AgentState.Dismounting;
import kagemusha.backup.dpm.AgentState.Dropping;
import kagemusha.backup.dpm.AgentState.Idle;
import kagemusha.backup.dpm.AgentState.LocatingLogs;
import kagemusha.backup.dpm.AgentState.Replaying;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.load.store.LogRange;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreNotice;

/**
 * The rules of a recovery in a guest: the store dismounts its database, the files are restored and
 * proven as any disks are, the store replays the logs. If that fails the database stays dismounted
 * until another recovery.
 */
final class GuestRestoreRules implements RestoreRules.Sequel {
  private final EntityId self;
  private final String guest;
  private final BackupWiring wiring;
  private final RestoreRules disks;

  GuestRestoreRules(String guest, BackupWiring wiring) {
    this.self = BackupWiring.agentInGuest(guest);
    this.guest = guest;
    this.wiring = wiring;
    this.disks = new RestoreRules(self, wiring, this);
  }

  @Override
  public List<Act> written(JobOrder order, List<VmDisks.Disk> disks) {
    return List.of();
  }

  @Override
  public Decision<AgentState> over(JobOrder order, Outcome outcome) {
    if (!outcome.good()) {
      return Decision.to(new Idle(), ended(order, outcome));
    }
    JobOrder.Known known = order.known();
    return Decision.to(
        new Replaying(order),
        vm(new StoreCommand.Recover(order.run(), known.checkpoint(), known.lastLog(), self)));
  }

  Decision<AgentState> begin(JobOrder order) {
    return Decision.to(new Dismounting(order), vm(new StoreCommand.Dismount(order.run(), self)));
  }

  Decision<AgentState> on(AgentState state, DpmAgent.Command command) {
    if (command instanceof DpmAgent.FromStore store) {
      return fromStore(state, store.notice());
    } else if (command instanceof DpmAgent.FromVm vm && state instanceof Describing describing) {
      return described(describing.order(), vm.described().disks());
    } else if (command instanceof DpmAgent.LogsAre logs && state instanceof LocatingLogs locating) {
      return located(locating, logs.logs().disk());
    }
    return disks.on(state, command);
  }

  private Decision<AgentState> fromStore(AgentState state, StoreNotice notice) {
    if (notice instanceof StoreNotice.Dismounted && state instanceof Dismounting dismounting) {
      JobOrder order = dismounting.order();
      return Decision.to(new Describing(order), vm(new VmDisks.Describe(order.run(), self)));
    } else if (notice instanceof StoreNotice.Recovered && state instanceof Replaying replaying) {
      return Decision.to(new Idle(), ended(replaying.order(), Outcome.GOOD));
    }
    throw new IllegalStateException(self + ": " + notice + " does not fit " + state);
  }

  private Decision<AgentState> described(JobOrder order, List<VmDisks.Disk> all) {
    VmDisks.Disk database =
        all.stream().filter(disk -> disk.role() == VhdRole.DATABASE).findFirst().orElseThrow();
    JobOrder.Known known = order.known();
    return Decision.to(
        new LocatingLogs(order, database),
        vm(
            new VmDisks.DescribeLogs(
                order.run(), known.checkpoint(), known.lastLog(), LogRange.Which.RESTORED, self)));
  }

  private Decision<AgentState> located(LocatingLogs locating, VmDisks.Disk log) {
    VmDisks.Disk database = locating.database();
    return disks.begin(
        locating.order(), log.extents().isEmpty() ? List.of(database) : List.of(database, log));
  }

  Decision<AgentState> fromArray(AgentState state, ControllerNotice notice) {
    return disks.fromArray(state, notice);
  }

  Decision<AgentState> cancel(AgentState state, DpmAgent.Cancel cancel) {
    return disks.cancel(state, cancel);
  }

  /** Who waits for a store that is gone has waited long enough. */
  Decision<AgentState> off(AgentState state, Outcome outcome) {
    if (state instanceof Dismounting dismounting) {
      return lost(dismounting.order(), outcome);
    } else if (state instanceof Replaying replaying) {
      return lost(replaying.order(), outcome);
    } else if (state instanceof Dropping dropping) {
      return Decision.to(new Dropping(dropping.order(), dropping.awaited(), outcome));
    }
    return disks.failed(state, outcome);
  }

  private Decision<AgentState> lost(JobOrder order, Outcome outcome) {
    return Decision.to(new Idle(), AgentRules.failure(order, outcome), ended(order, outcome));
  }

  private Send ended(JobOrder order, Outcome outcome) {
    return new Send(
        wiring.backupNetwork(), order.server(), new DpmServer.JobEnded(order.run(), outcome));
  }

  private Tell vm(Message message) {
    return new Tell(new EntityId(guest), message);
  }
}

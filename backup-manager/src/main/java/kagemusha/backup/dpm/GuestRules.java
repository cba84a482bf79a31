package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.AgentState.Ending;
import kagemusha.backup.dpm.AgentState.Idle;
import kagemusha.backup.dpm.AgentState.Locating;
import kagemusha.backup.dpm.AgentState.MakingSet;
import kagemusha.backup.dpm.AgentState.Reading;
import kagemusha.backup.vss.VssCommand;
import kagemusha.backup.vss.VssNotice;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.BackupJob.Method;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.store.StoreDocument;

/**
 * The rules of {@link AgentState} for the agent inside a guest, which protects the database and the
 * log of the guest's mail server. It asks only for what is in the guest: its snapshot service, its
 * store, its disks.
 */
final class GuestRules implements Conduct {
  private final EntityId self;
  private final String guest;
  private final ReadingRules reading;

  GuestRules(String guest, BackupWiring wiring) {
    this.self = BackupWiring.agentInGuest(guest);
    this.guest = guest;
    this.reading = new ReadingRules(self, wiring, this::end);
  }

  @Override
  public Decision<AgentState> on(AgentState state, DpmAgent.Command command) {
    if (command instanceof DpmAgent.Carry carry && state instanceof Idle) {
      return begin(carry.order());
    } else if (command instanceof DpmAgent.FromVss vss) {
      return fromVss(state, vss.notice());
    } else if (command instanceof DpmAgent.FromStore store && state instanceof Locating locating) {
      return located(locating, store.logs());
    } else if (command instanceof DpmAgent.FromArray array) {
      return fromArray(state, array.notice());
    } else if (command instanceof DpmAgent.DiskStored stored) {
      return state instanceof Reading disk ? reading.stored(disk, stored) : Decision.to(state);
    } else if (command instanceof DpmAgent.Cancel cancel) {
      return state instanceof Reading disk && disk.order().run().equals(cancel.run())
          ? end(disk, Outcome.failed(cancel.why()))
          : Decision.to(state);
    }
    throw new IllegalStateException(self + ": " + command + " does not fit " + state);
  }

  /** Only a full backup truncates the store's log. */
  private Decision<AgentState> begin(JobOrder order) {
    boolean full = order.kind() == Kind.REPLICA_CREATION || order.kind() == Kind.EXPRESS_FULL;
    Method method = full ? Method.IN_GUEST : Method.NETWORK;
    return Decision.to(
        new MakingSet(order, Set.of()),
        vss(new VssCommand.Start(order.run(), guest, method, self)),
        AgentRules.log(
            AgentRules.PREPARING, "The mail database of %s is prepared for backup.", order));
  }

  private Decision<AgentState> fromVss(AgentState state, VssNotice notice) {
    if (notice instanceof VssNotice.Phase) {
      return Decision.to(state);
    } else if (notice instanceof VssNotice.Ready ready && state instanceof MakingSet making) {
      return ready(making.order(), ready);
    } else if (notice instanceof VssNotice.Failed failed) {
      return failed(state, failed);
    } else if (notice instanceof VssNotice.Deleted && state instanceof Ending ending) {
      return Decision.to(new Idle(), reading.ended(ending.order(), ending.outcome()));
    }
    throw new IllegalStateException(self + ": " + notice + " does not fit " + state);
  }

  private Decision<AgentState> ready(JobOrder order, VssNotice.Ready ready) {
    Optional<StoreDocument> document = ready.document();
    if (document.isEmpty()) {
      Reading nothing = new Reading(order, Set.of(), ready.images(), List.of(), 0);
      return end(nothing, Outcome.failed("the store's writer took no part in the snapshot"));
    }
    boolean complete =
        order.kind() == Kind.REPLICA_CREATION || order.kind() == Kind.CONSISTENCY_CHECK;
    return Decision.to(
        new Locating(order, ready),
        new Tell(
            new EntityId(guest),
            new VmDisks.DescribeLogs(
                order.run(),
                complete ? 1 : order.known().lastLog() + 1,
                document.get().lastLog(),
                order.kind() == Kind.SYNCHRONIZATION,
                self)));
  }

  private Decision<AgentState> located(Locating locating, VmDisks.Logs logs) {
    JobOrder order = locating.order();
    List<VmDisks.Disk> disks = new ArrayList<>();
    if (order.kind() != Kind.SYNCHRONIZATION) {
      locating.ready().disks().stream()
          .filter(disk -> disk.role() == VhdRole.DATABASE)
          .forEach(disks::add);
    }
    if (!logs.disk().extents().isEmpty()) {
      disks.add(logs.disk());
    }
    Reading first = new Reading(order, Set.of(), locating.ready().images(), disks, 0);
    Decision<AgentState> next = disks.isEmpty() ? end(first, Outcome.GOOD) : reading.read(first);
    List<Act> acts = new ArrayList<>();
    acts.add(reading.toServer(order, taken(locating, logs)));
    acts.add(AgentRules.log(AgentRules.SNAPSHOT_TAKEN, "The snapshot in %s exists.", order));
    acts.addAll(next.acts());
    return new Decision<>(next.next(), acts);
  }

  /** Closed logs bring the database of the last full backup up to date: its checkpoint counts. */
  private static DpmServer.SnapshotTaken taken(Locating locating, VmDisks.Logs logs) {
    JobOrder order = locating.order();
    if (order.kind() != Kind.SYNCHRONIZATION) {
      return DpmServer.SnapshotTaken.of(order.run(), locating.ready());
    }
    int last = Math.max(order.known().lastLog(), logs.last());
    return new DpmServer.SnapshotTaken(order.run(), true, order.known().checkpoint(), last);
  }

  /** A set that has failed is gone. */
  private Decision<AgentState> failed(AgentState state, VssNotice.Failed failed) {
    Outcome outcome = AgentRules.outcome(failed);
    if (state instanceof MakingSet making) {
      return over(making.order(), outcome);
    } else if (state instanceof Locating locating) {
      return over(locating.order(), outcome);
    } else if (state instanceof Reading disk) {
      return over(disk.order(), outcome).and(reading.close(disk));
    } else if (state instanceof Ending ending) {
      return over(ending.order(), ending.outcome().good() ? outcome : ending.outcome());
    }
    throw new IllegalStateException(self + ": " + failed + " does not fit " + state);
  }

  private Decision<AgentState> over(JobOrder order, Outcome outcome) {
    return Decision.to(
        new Idle(), AgentRules.failure(order, outcome), reading.ended(order, outcome));
  }

  private Decision<AgentState> fromArray(AgentState state, ControllerNotice notice) {
    if (notice instanceof ControllerNotice.StreamEnded) {
      return Decision.to(state);
    } else if (notice instanceof ControllerNotice.Refused refused
        && state instanceof Reading disk) {
      return end(disk, Outcome.failed(refused.what() + ": " + refused.why()));
    }
    throw new IllegalStateException(self + ": " + notice + " does not fit " + state);
  }

  private Decision<AgentState> end(Reading disk, Outcome outcome) {
    JobOrder order = disk.order();
    List<Act> acts = new ArrayList<>();
    if (!outcome.good()) {
      acts.add(AgentRules.failure(order, outcome));
      if (!disk.disks().isEmpty()) {
        acts.add(reading.close(disk));
      }
    }
    acts.add(vss(new VssCommand.BackupComplete(order.run(), outcome.good())));
    return new Decision<>(new Ending(order, Set.of(), outcome), acts);
  }

  private Tell vss(VssCommand command) {
    return new Tell(BackupWiring.vssOf(guest), command);
  }
}

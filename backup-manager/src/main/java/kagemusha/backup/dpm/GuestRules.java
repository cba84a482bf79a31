package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.AgentState.AskingChanges;
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
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.load.store.LogRange;
import kagemusha.load.store.StoreDocument;

/**
 * The rules of {@link AgentState} for the agent inside a guest, which protects the database and the
 * log of the guest's mail server; a recovery has {@link GuestRestoreRules}. It asks only for what
 * is in the guest: its snapshot service, its store, the filter of its disks.
 */
final class GuestRules implements Conduct {
  private final EntityId self;
  private final String guest;
  private final ReadingRules reading;
  private final GuestRestoreRules restore;

  GuestRules(String guest, BackupWiring wiring) {
    this.self = BackupWiring.agentInGuest(guest);
    this.guest = guest;
    this.reading = new ReadingRules(self, guest, wiring);
    this.restore = new GuestRestoreRules(guest, wiring);
  }

  @Override
  public Decision<AgentState> on(AgentState state, DpmAgent.Command command) {
    if (command instanceof DpmAgent.Carry carry && !(state instanceof Idle)) {
      return Decision.to(state, reading.busy(carry.order()));
    } else if (command instanceof DpmAgent.Carry carry) {
      JobOrder order = carry.order();
      return Decision.to(new Preparing(order), vm(new VmDisks.Track(order.run(), self)));
    } else if (command instanceof DpmAgent.Tracked tracked
        && state instanceof Preparing preparing) {
      return begin(preparing.order(), tracked.tracked().running());
    } else if (command instanceof DpmAgent.FromVss vss) {
      return fromVss(state, vss.notice());
    } else if (command instanceof DpmAgent.LogsAre logs && state instanceof Locating locating) {
      return located(locating, logs.logs());
    } else if (command instanceof DpmAgent.ChangesAre changes
        && state instanceof AskingChanges asking) {
      return changed(asking.reading(), changes.changes());
    } else if (command instanceof DpmAgent.FromArray array) {
      return reading
          .fromArray(state, array.notice())
          .orElseGet(() -> restore.fromArray(state, array.notice()));
    } else if (command instanceof DpmAgent.DiskStored stored && state instanceof Reading disk) {
      return reading.stored(disk, stored);
    } else if (command instanceof DpmAgent.Cancel cancel) {
      return cancel(state, cancel);
    } else if (command instanceof DpmAgent.GuestOff) {
      return off(state);
    }
    return restore.on(state, command);
  }

  private Decision<AgentState> begin(JobOrder order, boolean running) {
    if (!running) {
      return over(order, Outcome.failed(guest + " does not run"));
    }
    if (!order.restore().toOriginalPlace()) {
      return over(order, Outcome.failed("an agent in a guest restores to the original place only"));
    }
    return order.kind() == Kind.RECOVERY ? restore.begin(order) : makeSet(order);
  }

  /** Only a full backup truncates the store's log. */
  private Decision<AgentState> makeSet(JobOrder order) {
    boolean full = order.kind() == Kind.REPLICA_CREATION || order.kind() == Kind.EXPRESS_FULL;
    Method method = full ? Method.IN_GUEST : Method.NETWORK;
    return Decision.to(
        new MakingSet(order, Set.of()),
        reading.vss(new VssCommand.Start(order.run(), guest, method, self)),
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
      return ended(ending);
    }
    throw new IllegalStateException(self + ": " + notice + " does not fit " + state);
  }

  private Decision<AgentState> ready(JobOrder order, VssNotice.Ready ready) {
    Optional<StoreDocument> document = ready.document();
    if (document.isEmpty()) {
      Reading nothing = new Reading(order, Set.of(), ready.images(), List.of(), 0);
      return reading.end(
          nothing, Outcome.failed("the store's writer took no part in the snapshot"));
    }
    boolean complete =
        order.kind() == Kind.REPLICA_CREATION || order.kind() == Kind.CONSISTENCY_CHECK;
    return Decision.to(
        new Locating(order, ready),
        vm(
            new VmDisks.DescribeLogs(
                order.run(),
                complete ? 1 : order.known().lastLog() + 1,
                document.get().lastLog(),
                order.kind() == Kind.SYNCHRONIZATION
                    ? LogRange.Which.CLOSED
                    : LogRange.Which.PRESENT,
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
    List<Act> acts = new ArrayList<>();
    acts.add(reading.toServer(order, taken(locating, logs)));
    acts.add(AgentRules.log(AgentRules.SNAPSHOT_TAKEN, "The snapshot in %s exists.", order));
    Decision<AgentState> next =
        go(new Reading(order, Set.of(), locating.ready().images(), disks, 0));
    acts.addAll(next.acts());
    return new Decision<>(next.next(), acts);
  }

  private Decision<AgentState> go(Reading first) {
    JobOrder order = first.order();
    if (order.kind() == Kind.EXPRESS_FULL) {
      return Decision.to(
          new AskingChanges(first), vm(new VmDisks.DescribeChanges(order.run(), self)));
    }
    return first.disks().isEmpty() ? reading.end(first, Outcome.GOOD) : reading.read(first);
  }

  private Decision<AgentState> changed(Reading first, VmDisks.Changes changes) {
    if (!changes.known()) {
      JobOrder order = first.order();
      return reading
          .end(first, Outcome.failed("the filter has lost track of what has changed"))
          .and(reading.toServer(order, new DpmServer.TrackingLost(order.run())));
    }
    List<VmDisks.Disk> database =
        changes.disks().stream().filter(disk -> disk.role() == VhdRole.DATABASE).toList();
    return reading.read(first.tracked(database));
  }

  /** Closed logs bring the database of the last full backup up to date: its checkpoint counts. */
  private static DpmServer.SnapshotTaken taken(Locating locating, VmDisks.Logs logs) {
    JobOrder order = locating.order();
    if (order.kind() != Kind.SYNCHRONIZATION) {
      return DpmServer.SnapshotTaken.of(order.run(), locating.ready());
    }
    JobOrder.Known known = order.known();
    int last = Math.max(known.lastLog(), logs.last());
    return new DpmServer.SnapshotTaken(order.run(), true, known.checkpoint(), last);
  }

  /** A set that has failed is gone. */
  private Decision<AgentState> failed(AgentState state, VssNotice.Failed failed) {
    Outcome outcome = AgentRules.outcome(failed);
    if (state instanceof MakingSet making) {
      return over(making.order(), outcome);
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

  private Decision<AgentState> cancel(AgentState state, DpmAgent.Cancel cancel) {
    return state instanceof Reading disk && disk.order().run().equals(cancel.run())
        ? reading.end(disk, Outcome.failed(cancel.why()))
        : restore.cancel(state, cancel);
  }

  /** What the snapshot service is busy with, it gives up; what waits for the store is over. */
  private Decision<AgentState> off(AgentState state) {
    Outcome outcome = Outcome.failed(guest + " has been turned off");
    if (state instanceof Reading disk) {
      return reading.end(disk, outcome);
    } else if (state instanceof MakingSet making) {
      return Decision.to(state, reading.vss(new VssCommand.Abort(making.order().run())));
    }
    return restore.off(state, outcome);
  }

  private Decision<AgentState> ended(Ending ending) {
    JobOrder order = ending.order();
    Decision<AgentState> ended = Decision.to(new Idle(), reading.ended(order, ending.outcome()));
    boolean database = order.kind() != Kind.SYNCHRONIZATION;
    return ending.outcome().good() && database
        ? ended.and(vm(new VmDisks.Confirm(order.run(), self)))
        : ended;
  }

  private Tell vm(Message message) {
    return new Tell(new EntityId(guest), message);
  }
}

package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.AgentState.Dropping;
import kagemusha.backup.dpm.AgentState.Freezing;
import kagemusha.backup.dpm.AgentState.Idle;
import kagemusha.backup.dpm.AgentState.Proving;
import kagemusha.backup.dpm.AgentState.Writing;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** The rules of a recovery in {@link AgentState}. */
final class RestoreRules {
  static final int WRITING = 9105;
  static final int READING_BACK = 9106;
  static final int ELSEWHERE = 9108;

  /** Windows Server's numbers: a restored VM is registered outside the cluster's knowledge. */
  static final int RESOURCE_FAILED = 1069;

  static final int NOT_REGISTERED = 21502;

  private final EntityId self;
  private final BackupWiring wiring;

  RestoreRules(EntityId self, BackupWiring wiring) {
    this.self = self;
    this.wiring = wiring;
  }

  Decision<AgentState> begin(JobOrder order, List<VmDisks.Disk> disks) {
    return write(new Writing(order, disks, 0));
  }

  Decision<AgentState> on(AgentState state, DpmAgent.Command command) {
    if (command instanceof DpmAgent.DiskWritten written && state instanceof Writing writing) {
      return written(writing, written);
    } else if (command instanceof DpmAgent.DiskSent) {
      return Decision.to(state);
    } else if (command instanceof DpmAgent.DiskStored stored) {
      return state instanceof Proving proving && stored.stream().equals(proving.stream())
          ? stored(proving, stored.failure())
          : Decision.to(state);
    }
    throw new IllegalStateException(self + ": " + command + " does not fit " + state);
  }

  /** A run that this agent is not reading or writing for ends by itself. */
  Decision<AgentState> cancel(AgentState state, DpmAgent.Cancel cancel) {
    Outcome outcome = Outcome.failed(cancel.why());
    if (state instanceof Writing writing && writing.order().run().equals(cancel.run())) {
      return giveUp(writing, outcome);
    } else if (state instanceof Proving proving && proving.order().run().equals(cancel.run())) {
      return drop(proving.order(), proving.disks(), outcome);
    }
    return Decision.to(state);
  }

  Decision<AgentState> fromArray(AgentState state, ControllerNotice notice) {
    if (notice instanceof ControllerNotice.SnapshotCreated created
        && state instanceof Freezing freezing) {
      Set<Integer> rest = AgentRules.without(freezing.awaited(), created.lu());
      return rest.isEmpty()
          ? prove(new Proving(freezing.order(), freezing.disks(), 0))
          : Decision.to(new Freezing(freezing.order(), freezing.disks(), rest));
    } else if (state instanceof Dropping dropping) {
      return dropped(dropping, notice);
    } else if (notice instanceof ControllerNotice.Refused refused) {
      return failed(state, Outcome.failed(refused.what() + ": " + refused.why()));
    } else if (notice instanceof ControllerNotice.SnapshotLost lost) {
      return failed(state, Outcome.failed(lost.snapshot() + ": " + lost.why()));
    }
    throw new IllegalStateException(self + ": " + notice + " does not fit " + state);
  }

  private Decision<AgentState> failed(AgentState state, Outcome outcome) {
    if (state instanceof Writing writing) {
      return giveUp(writing, outcome);
    } else if (state instanceof Freezing freezing) {
      return drop(freezing.order(), freezing.disks(), outcome);
    } else if (state instanceof Proving proving) {
      return drop(proving.order(), proving.disks(), outcome);
    }
    return Decision.to(state);
  }

  private Decision<AgentState> write(Writing writing) {
    JobOrder order = writing.order();
    VmDisks.Disk disk = writing.disk();
    return Decision.to(
        writing,
        toController(disk.lu(), new ControllerCommand.OpenWrite(writing.stream(), disk.lu(), self)),
        opened(order, writing.stream(), disk, Purpose.RESTORE),
        AgentRules.log(WRITING, "Disk " + disk.role() + " of %s is being restored.", order));
  }

  private Decision<AgentState> written(Writing writing, DpmAgent.DiskWritten written) {
    JobOrder order = writing.order();
    VmDisks.Disk old = writing.disk();
    List<VmDisks.Disk> disks = new ArrayList<>(writing.disks());
    disks.set(
        writing.index(),
        new VmDisks.Disk(old.role(), old.lu(), old.firstBlock(), written.extents()));
    List<Act> acts = new ArrayList<>();
    acts.add(closeWrite(writing));
    if (writing.index() + 1 < disks.size()) {
      Decision<AgentState> next = write(new Writing(order, disks, writing.index() + 1));
      acts.addAll(next.acts());
      return new Decision<>(next.next(), acts);
    }
    acts.add(new Send(wiring.backupNetwork(), order.server(), new DpmServer.Restored(order.run())));
    acts.addAll(registered(order, disks));
    acts.add(AgentRules.log(READING_BACK, "The disks of %s are read back.", order));
    Set<Integer> lus = AgentRules.lusOf(disks);
    for (int lu : lus) {
      acts.add(
          toController(
              lu,
              new ControllerCommand.CreateSnapshot(
                  order.proofSnapshot(lu), lu, extents(disks, lu), self)));
    }
    return new Decision<>(new Freezing(order, disks, lus), acts);
  }

  private static List<Extent> extents(List<VmDisks.Disk> disks, int lu) {
    return disks.stream()
        .filter(disk -> disk.lu() == lu)
        .flatMap(disk -> disk.extents().stream())
        .sorted(Comparator.comparingLong(Extent::firstBlock))
        .toList();
  }

  /** What becomes of the virtual machine whose files are there now. */
  private List<Act> registered(JobOrder order, List<VmDisks.Disk> disks) {
    if (order.restore().toOriginalPlace()) {
      List<Act> acts = new ArrayList<>(clusterErrors(order));
      acts.add(new Tell(new EntityId(order.vm()), new VmDisks.Restored(order.run())));
      return acts;
    }
    String where = wiring.luName(disks.get(0).lu()) + " at block " + disks.get(0).firstBlock();
    String text =
        order.restore().whole()
            ? "A copy of %s is on " + where + "; it is registered here, outside the cluster."
            : "Single disks of %s are on " + where + "; no virtual machine is registered.";
    return List.of(AgentRules.log(ELSEWHERE, text, order));
  }

  private static List<Log> clusterErrors(JobOrder order) {
    return List.of(
        new Log(
            "FailoverClustering",
            RESOURCE_FAILED,
            Level.ERROR,
            "Resource '%s Configuration' of group '%s' is Failed until it is brought online."
                .formatted(order.vm(), order.vm()),
            order.run()),
        new Log(
            "Hyper-V-High-Availability",
            NOT_REGISTERED,
            Level.ERROR,
            "'%s Configuration' could not register the virtual machine; a restore has done so."
                .formatted(order.vm()),
            order.run()));
  }

  private Decision<AgentState> prove(Proving proving) {
    return Decision.to(
        proving, opened(proving.order(), proving.stream(), proving.disk(), Purpose.PROOF));
  }

  private Decision<AgentState> stored(Proving proving, String failure) {
    if (!failure.isEmpty()) {
      return drop(proving.order(), proving.disks(), Outcome.failed(failure));
    }
    return proving.index() + 1 < proving.disks().size()
        ? prove(new Proving(proving.order(), proving.disks(), proving.index() + 1))
        : drop(proving.order(), proving.disks(), Outcome.GOOD);
  }

  private Decision<AgentState> giveUp(Writing writing, Outcome outcome) {
    return Decision.to(
        new Idle(),
        closeWrite(writing),
        AgentRules.failure(writing.order(), outcome),
        ended(writing.order(), outcome));
  }

  private Decision<AgentState> drop(JobOrder order, List<VmDisks.Disk> disks, Outcome outcome) {
    Set<Integer> lus = AgentRules.lusOf(disks);
    List<Act> acts = new ArrayList<>();
    if (!outcome.good()) {
      acts.add(AgentRules.failure(order, outcome));
    }
    for (int lu : lus) {
      acts.add(
          toController(lu, new ControllerCommand.DeleteSnapshot(order.proofSnapshot(lu), self)));
    }
    return new Decision<>(new Dropping(order, lus, outcome), acts);
  }

  /**
   * A snapshot that could not be deleted was never taken or is lost; what other controllers still
   * say of its creation changes nothing.
   */
  private Decision<AgentState> dropped(Dropping dropping, ControllerNotice notice) {
    JobOrder order = dropping.order();
    Set<Integer> rest = new TreeSet<>(dropping.awaited());
    if (notice instanceof ControllerNotice.SnapshotDeleted deleted) {
      rest.remove(deleted.lu());
    } else if (notice instanceof ControllerNotice.Refused refused) {
      rest.removeIf(lu -> refused.what().equals("DeleteSnapshot " + order.proofSnapshot(lu)));
    }
    return rest.isEmpty()
        ? Decision.<AgentState>to(new Idle(), ended(order, dropping.outcome()))
            .and(online(order, dropping.outcome()))
        : Decision.to(new Dropping(order, rest, dropping.outcome()));
  }

  /** The operator does so only with a virtual machine that is right. */
  private static List<Act> online(JobOrder order, Outcome outcome) {
    long afterNanos = order.restore().bringOnlineNanos();
    return outcome.good() && afterNanos >= 0
        ? List.of(
            new Timer(
                "online " + order.vm(),
                afterNanos,
                new DpmAgent.BringOnline(order.vm(), order.run())))
        : List.of();
  }

  private Send closeWrite(Writing writing) {
    return toController(writing.disk().lu(), new ControllerCommand.CloseStream(writing.stream()));
  }

  private Send toController(int lu, ControllerCommand command) {
    return new Send(wiring.storageNetwork(), wiring.controller(lu), command);
  }

  private Send opened(JobOrder order, String stream, VmDisks.Disk disk, Purpose purpose) {
    return new Send(
        wiring.backupNetwork(),
        order.server(),
        new DpmServer.DiskOpened(order.run(), stream, disk, purpose, self));
  }

  private Send ended(JobOrder order, Outcome outcome) {
    return new Send(
        wiring.backupNetwork(), order.server(), new DpmServer.JobEnded(order.run(), outcome));
  }
}

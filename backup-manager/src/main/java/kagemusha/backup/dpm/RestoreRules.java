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
import kagemusha.backup.dpm.AgentState.Proving;
import kagemusha.backup.dpm.AgentState.Writing;
import kagemusha.kernel.data.Sets;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.EntityId;

/** The rules of a recovery in {@link AgentState}. */
final class RestoreRules {
  static final int WRITING = 9105;
  static final int READING_BACK = 9106;

  /** What a restore of disks is followed by. */
  interface Sequel {
    /** What happens as soon as the disks have been written. */
    List<Act> written(JobOrder order, List<VmDisks.Disk> disks);

    /** What follows the proof, or a failure. */
    Decision<AgentState> over(JobOrder order, Outcome outcome);
  }

  private final EntityId self;
  private final BackupWiring wiring;
  private final Sequel sequel;

  RestoreRules(EntityId self, BackupWiring wiring, Sequel sequel) {
    this.self = self;
    this.wiring = wiring;
    this.sequel = sequel;
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
      Set<Integer> rest = Sets.without(freezing.awaited(), created.lu());
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

  /** Of a state that is none of a restore nothing changes. */
  Decision<AgentState> failed(AgentState state, Outcome outcome) {
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
    acts.addAll(sequel.written(order, disks));
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
    List<Act> acts = new ArrayList<>();
    acts.add(closeWrite(writing));
    acts.add(AgentRules.failure(writing.order(), outcome));
    Decision<AgentState> over = sequel.over(writing.order(), outcome);
    acts.addAll(over.acts());
    return new Decision<>(over.next(), acts);
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
        ? sequel.over(order, dropping.outcome())
        : Decision.to(new Dropping(order, rest, dropping.outcome()));
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
}

package kagemusha.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import kagemusha.array.protocol.ControllerCommand;
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
import kagemusha.csv.CsvVolume;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** The rules of {@link AgentState}. */
final class AgentRules {
  private static final String SOURCE = "DPMRA";
  private static final long RETRY_NANOS = 60_000_000_000L;

  static final int PREPARING = 9101;
  static final int SNAPSHOT_TAKEN = 9102;
  static final int READING = 9103;
  static final int FAILED = 9104;

  private final EntityId self;
  private final String host;
  private final BackupWiring wiring;

  AgentRules(String host, BackupWiring wiring) {
    this.self = BackupWiring.agentOf(host);
    this.host = host;
    this.wiring = wiring;
  }

  Decision<AgentState> on(AgentState state, DpmAgent.Command command) {
    if (command instanceof DpmAgent.StartReplica start && state instanceof Idle) {
      return Decision.to(new Describing(start.job()), describe(start.job()));
    } else if (command instanceof DpmAgent.FromVm vm && state instanceof Describing describing) {
      return pin(describing.job(), describing.job().within(vm.described().disks()));
    } else if (command instanceof DpmAgent.FromVm vm && state instanceof Mapping mapping) {
      return mapped(mapping, vm.described().disks());
    } else if (command instanceof DpmAgent.FromVolume volume) {
      return fromVolume(state, volume.notice());
    } else if (command instanceof DpmAgent.AskAgain again && state instanceof Pinning pinning) {
      return Decision.to(state, prepare(pinning.job(), again.lu()));
    } else if (command instanceof DpmAgent.Ready && state instanceof Preparing preparing) {
      return snapshot(preparing);
    } else if (command instanceof DpmAgent.FromArray array) {
      return fromArray(state, array.notice());
    } else if (command instanceof DpmAgent.DiskStored stored && state instanceof Reading reading) {
      return stored(reading, stored);
    }
    throw new IllegalStateException(self + ": " + command + " does not fit " + state);
  }

  private Tell describe(ReplicaJob job) {
    return new Tell(new EntityId(job.vm()), new VmDisks.Describe(job.job(), self));
  }

  private Decision<AgentState> pin(ReplicaJob job, List<VmDisks.Disk> disks) {
    if (disks.isEmpty()) {
      return Decision.to(new Idle(), ended(job, "the data set is empty"));
    }
    SortedSet<Integer> lus = new TreeSet<>();
    disks.forEach(disk -> lus.add(disk.lu()));
    List<Act> acts = new ArrayList<>();
    lus.forEach(lu -> acts.add(prepare(job, lu)));
    acts.add(log(PREPARING, "The volumes of %s are prepared for backup.", job));
    return new Decision<>(new Pinning(job, lus, lus), acts);
  }

  private Send prepare(ReplicaJob job, int lu) {
    return new Send(
        wiring.csvNetwork(),
        wiring.volume(lu),
        new CsvVolume.PrepareForBackup(job.job(), host, self));
  }

  private Decision<AgentState> fromVolume(AgentState state, CsvVolume.Notice notice) {
    if (notice instanceof CsvVolume.Prepared prepared && state instanceof Pinning pinning) {
      Set<Integer> rest = without(pinning.awaited(), wiring.luNumber(prepared.lu()));
      return rest.isEmpty()
          ? Decision.to(
              new Preparing(pinning.job(), pinning.lus()),
              new Timer("vss", wiring.spec().vss().undisturbed().toNanos(), new DpmAgent.Ready()))
          : Decision.to(new Pinning(pinning.job(), pinning.lus(), rest));
    } else if (notice instanceof CsvVolume.Busy busy) {
      int lu = wiring.luNumber(busy.lu());
      return Decision.to(state, new Timer("again" + lu, RETRY_NANOS, new DpmAgent.AskAgain(lu)));
    } else if (notice instanceof CsvVolume.Released released
        && state instanceof Releasing releasing) {
      Set<Integer> rest = without(releasing.awaited(), wiring.luNumber(released.lu()));
      return rest.isEmpty()
          ? Decision.to(new Idle(), ended(releasing.job(), releasing.failure()))
          : Decision.to(new Releasing(releasing.job(), rest, releasing.failure()));
    }
    throw new IllegalStateException(self + ": " + notice + " does not fit " + state);
  }

  private Decision<AgentState> snapshot(Preparing preparing) {
    ReplicaJob job = preparing.job();
    SortedSet<Integer> lus = preparing.lus();
    List<Act> acts = new ArrayList<>();
    for (int lu : lus) {
      acts.add(toController(lu, new ControllerCommand.CreateSnapshot(job.snapshot(lu), lu, self)));
    }
    return new Decision<>(new Snapshotting(job, lus, lus), acts);
  }

  private Decision<AgentState> fromArray(AgentState state, ControllerNotice notice) {
    if (notice instanceof ControllerNotice.SnapshotCreated created
        && state instanceof Snapshotting taking) {
      Set<Integer> rest = without(taking.awaited(), created.lu());
      return rest.isEmpty()
          ? Decision.to(
              new Mapping(taking.job(), taking.lus()),
              describe(taking.job()),
              log(SNAPSHOT_TAKEN, "The snapshot of %s exists.", taking.job()))
          : Decision.to(new Snapshotting(taking.job(), taking.lus(), rest));
    } else if (notice instanceof ControllerNotice.StreamEnded) {
      return Decision.to(state);
    } else if (state instanceof Deleting deleting) {
      return deleting(deleting, notice);
    } else if (notice instanceof ControllerNotice.Refused refused
        && state instanceof Snapshotting taking) {
      return delete(taking.job(), taking.lus(), refused.what() + ": " + refused.why());
    } else if (notice instanceof ControllerNotice.Refused refused
        && state instanceof Reading reading) {
      return delete(reading.job(), reading.lus(), refused.what() + ": " + refused.why());
    }
    throw new IllegalStateException(self + ": " + notice + " does not fit " + state);
  }

  /**
   * A snapshot that could not be deleted was never taken; what other controllers still say of its
   * creation changes nothing.
   */
  private Decision<AgentState> deleting(Deleting deleting, ControllerNotice notice) {
    Set<Integer> rest = new TreeSet<>(deleting.awaited());
    if (notice instanceof ControllerNotice.SnapshotDeleted deleted) {
      rest.remove(deleted.lu());
    } else if (notice instanceof ControllerNotice.Refused refused) {
      rest.removeIf(lu -> refused.what().equals("DeleteSnapshot " + deleting.job().snapshot(lu)));
    }
    return rest.isEmpty()
        ? release(deleting)
        : Decision.to(new Deleting(deleting.job(), deleting.lus(), rest, deleting.failure()));
  }

  /**
   * Whatever the disks have grown by until the snapshot is in it; what has been allocated since is
   * read as nothing. A disk on an LU without a snapshot held nothing when the job began.
   */
  private Decision<AgentState> mapped(Mapping mapping, List<VmDisks.Disk> described) {
    List<VmDisks.Disk> disks =
        mapping.job().within(described).stream()
            .filter(disk -> mapping.lus().contains(disk.lu()))
            .toList();
    return disks.isEmpty()
        ? delete(mapping.job(), mapping.lus(), "the data set is empty")
        : read(new Reading(mapping.job(), mapping.lus(), disks, 0));
  }

  /** The stream itself is opened by the pump, which knows how much may be read ahead. */
  private Decision<AgentState> read(Reading reading) {
    return Decision.to(
        reading,
        log(READING, "Disk " + reading.disk().role() + " of %s is being copied.", reading.job()));
  }

  private Decision<AgentState> stored(Reading reading, DpmAgent.DiskStored stored) {
    if (!stored.failure().isEmpty()) {
      return delete(reading.job(), reading.lus(), stored.failure());
    }
    int next = reading.index() + 1;
    return next < reading.disks().size()
        ? read(new Reading(reading.job(), reading.lus(), reading.disks(), next))
        : delete(reading.job(), reading.lus(), "");
  }

  private Decision<AgentState> delete(ReplicaJob job, SortedSet<Integer> lus, String failure) {
    List<Act> acts = new ArrayList<>();
    if (!failure.isEmpty()) {
      acts.add(new Log(SOURCE, FAILED, Level.ERROR, "The backup failed: " + failure, job.job()));
    }
    for (int lu : lus) {
      acts.add(toController(lu, new ControllerCommand.DeleteSnapshot(job.snapshot(lu), self)));
    }
    return new Decision<>(new Deleting(job, lus, lus, failure), acts);
  }

  private Decision<AgentState> release(Deleting deleting) {
    SortedSet<Integer> lus = deleting.lus();
    List<Act> acts = new ArrayList<>();
    for (int lu : lus) {
      acts.add(
          new Send(
              wiring.csvNetwork(),
              wiring.volume(lu),
              new CsvVolume.BackupComplete(deleting.job().job(), self)));
    }
    return new Decision<>(new Releasing(deleting.job(), lus, deleting.failure()), acts);
  }

  private Send ended(ReplicaJob job, String failure) {
    return new Send(
        wiring.backupNetwork(), job.server(), new DpmServer.JobEnded(job.job(), failure));
  }

  private Send toController(int lu, ControllerCommand command) {
    return new Send(wiring.storageNetwork(), wiring.controller(lu), command);
  }

  private static Log log(int id, String format, ReplicaJob job) {
    return new Log(SOURCE, id, Level.INFORMATION, format.formatted(job.vm()), job.job());
  }

  private static Set<Integer> without(Set<Integer> set, int lu) {
    Set<Integer> rest = new TreeSet<>(set);
    rest.remove(lu);
    return rest;
  }
}

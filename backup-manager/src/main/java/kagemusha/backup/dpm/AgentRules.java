package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.AgentState.AskingChanges;
import kagemusha.backup.dpm.AgentState.Describing;
import kagemusha.backup.dpm.AgentState.Ending;
import kagemusha.backup.dpm.AgentState.Idle;
import kagemusha.backup.dpm.AgentState.MakingSet;
import kagemusha.backup.dpm.AgentState.Pinning;
import kagemusha.backup.dpm.AgentState.Reading;
import kagemusha.backup.dpm.AgentState.Releasing;
import kagemusha.backup.vss.VssCommand;
import kagemusha.backup.vss.VssNotice;
import kagemusha.config.BackupJob;
import kagemusha.csv.CsvVolume;
import kagemusha.kernel.data.Sets;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;

/** The rules of {@link AgentState}: those of a backup; a recovery has {@link RestoreRules}. */
final class AgentRules implements Conduct {
  static final String SOURCE = "DPMRA";
  private static final long RETRY_NANOS = 60_000_000_000L;

  static final int PREPARING = 9101;
  static final int SNAPSHOT_TAKEN = 9102;
  static final int FAILED = 9104;
  static final int VOLUME_BUSY = 9107;
  static final int NOT_HERE = 9118;

  /** What a volume says to a second requester. [pub] */
  private static final int BACKUP_IN_PROGRESS = 0x173D;

  private final EntityId self;
  private final String host;
  private final BackupWiring wiring;
  private final RestoreRules restore;
  private final ReadingRules reading;

  AgentRules(String host, BackupWiring wiring) {
    this.self = BackupWiring.agentOf(host);
    this.host = host;
    this.wiring = wiring;
    this.restore = new RestoreRules(self, wiring, new Registration(wiring));
    this.reading = new ReadingRules(self, host, wiring);
  }

  @Override
  public Decision<AgentState> on(AgentState state, DpmAgent.Command command) {
    if (command instanceof DpmAgent.Carry carry && !(state instanceof Idle)) {
      return Decision.to(state, reading.busy(carry.order()));
    } else if (command instanceof DpmAgent.Carry carry) {
      JobOrder order = carry.order();
      if (!order.restore().toOriginalPlace()) {
        return restore.begin(order, order.restore().places());
      }
      return Decision.to(
          new Describing(order),
          new Tell(
              new EntityId(order.vm()),
              order.kind() == BackupJob.Kind.RECOVERY
                  ? new VmDisks.TurnOff(order.run(), order.restore().outsideCluster(), self)
                  : new VmDisks.Describe(order.run(), self)));
    } else if (command instanceof DpmAgent.BringOnline online) {
      return Decision.to(
          state, new Tell(new EntityId(online.vm()), new VmDisks.BringOnline(online.run())));
    } else if (command instanceof DpmAgent.FromVm vm && state instanceof Describing describing) {
      return described(describing.order(), vm.described().disks());
    } else if (command instanceof DpmAgent.VmRefuses refuses
        && state instanceof Describing describing) {
      return refused(describing.order(), Outcome.failed(refuses.why()));
    } else if (command instanceof DpmAgent.FromVolume volume) {
      return fromVolume(state, volume.notice());
    } else if (command instanceof DpmAgent.AskAgain again) {
      return state instanceof Pinning pinning && pinning.awaited().contains(again.lu())
          ? Decision.to(state, prepare(pinning.order(), again.lu()))
          : Decision.to(state);
    } else if (command instanceof DpmAgent.PatienceOver over) {
      return state instanceof Pinning pinning && pinning.order().run().equals(over.run())
          ? waitedTooLong(pinning)
          : Decision.to(state);
    } else if (command instanceof DpmAgent.FromVss vss) {
      return fromVss(state, vss.notice());
    } else if (command instanceof DpmAgent.FromArray array) {
      return reading
          .fromArray(state, array.notice())
          .orElseGet(() -> restore.fromArray(state, array.notice()));
    } else if (command instanceof DpmAgent.DiskStored stored && state instanceof Reading disk) {
      return reading.stored(disk, stored);
    } else if (command instanceof DpmAgent.ChangesAre changes
        && state instanceof AskingChanges asking) {
      Reading first = asking.reading();
      VmDisks.Changes answer = changes.changes();
      return reading.read(answer.known() ? first.tracked(answer.disks()) : first);
    } else if (command instanceof DpmAgent.Tracked || command instanceof DpmAgent.GuestOff) {
      return Decision.to(state);
    } else if (command instanceof DpmAgent.Cancel cancel) {
      return state instanceof Reading disk && disk.order().run().equals(cancel.run())
          ? reading.end(disk, Outcome.failed(cancel.why()))
          : restore.cancel(state, cancel);
    }
    return restore.on(state, command);
  }

  private Decision<AgentState> described(JobOrder order, List<VmDisks.Disk> all) {
    if (order.kind() == BackupJob.Kind.RECOVERY) {
      return restore.begin(order, all);
    }
    List<VmDisks.Disk> disks = order.within(all);
    if (disks.isEmpty()) {
      return Decision.to(new Idle(), reading.ended(order, Outcome.failed("the data set is empty")));
    }
    Set<Integer> lus = lusOf(disks);
    List<Act> acts = new ArrayList<>();
    lus.forEach(lu -> acts.add(prepare(order, lu)));
    long patienceNanos = wiring.spec().dpm().tuning().agents().volumes().toNanos();
    acts.add(new Timer("patience", patienceNanos, new DpmAgent.PatienceOver(order.run())));
    acts.add(log(PREPARING, "The volumes of %s are prepared for backup.", order));
    return new Decision<>(new Pinning(order, disks, lus), acts);
  }

  private Decision<AgentState> refused(JobOrder order, Outcome outcome) {
    return Decision.to(new Idle(), failure(order, outcome), reading.ended(order, outcome));
  }

  /** The virtual machine that the job is about is not on this host. */
  Decision<AgentState> notHere(JobOrder order) {
    Outcome outcome = Outcome.failed(order.vm() + " is not on " + host);
    String text = "%s is not on %s, so the job ends here.".formatted(order.vm(), host);
    return Decision.to(
        new Idle(),
        new Log(SOURCE, NOT_HERE, Level.ERROR, text, order.run()),
        failure(order, outcome),
        reading.ended(order, outcome));
  }

  private Send prepare(JobOrder order, int lu) {
    return volume(lu, new CsvVolume.PrepareForBackup(order.run(), host, self));
  }

  /** What else a volume says, such as that it has noted the start, changes nothing here. */
  private Decision<AgentState> fromVolume(AgentState state, CsvVolume.Notice notice) {
    if (notice instanceof CsvVolume.Prepared prepared && state instanceof Pinning pinning) {
      JobOrder order = pinning.order();
      Set<Integer> rest = Sets.without(pinning.awaited(), wiring.luNumber(prepared.lu()));
      return rest.isEmpty()
          ? makeSet(order, lusOf(pinning.disks()))
          : Decision.to(new Pinning(order, pinning.disks(), rest));
    } else if (notice instanceof CsvVolume.Busy busy && state instanceof Pinning pinning) {
      int lu = wiring.luNumber(busy.lu());
      return Decision.to(
          state,
          new Timer("again" + lu, RETRY_NANOS, new DpmAgent.AskAgain(lu)),
          waits(pinning.order(), busy));
    } else if (notice instanceof CsvVolume.Released released
        && state instanceof Releasing releasing) {
      Set<Integer> rest = Sets.without(releasing.awaited(), wiring.luNumber(released.lu()));
      return rest.isEmpty()
          ? Decision.to(new Idle(), reading.ended(releasing.order(), releasing.outcome()))
          : Decision.to(new Releasing(releasing.order(), rest, releasing.outcome()));
    } else if (notice instanceof CsvVolume.Cleared cleared) {
      return cleared(state, cleared);
    } else if (notice instanceof CsvVolume.Prepared && state instanceof Releasing) {
      return Decision.to(state); // said before the volume heard that this run has ended
    } else if (notice instanceof CsvVolume.Prepared || notice instanceof CsvVolume.Released) {
      throw new IllegalStateException(self + ": " + notice + " does not fit " + state);
    }
    return Decision.to(state);
  }

  private Decision<AgentState> makeSet(JobOrder order, Set<Integer> lus) {
    List<Act> acts = new ArrayList<>();
    if (wiring.tracksChanges(host)) {
      acts.add(vm(order, new VmDisks.Track(guestSet(order), self)));
    }
    acts.add(reading.vss(new VssCommand.Start(order.run(), order.vm(), order.method(), self)));
    return new Decision<>(new MakingSet(order, lus), acts);
  }

  /** What the host's snapshot is reverted to: the guest's, whose moment the filter has to note. */
  private static String guestSet(JobOrder order) {
    return order.run() + ".guest";
  }

  private static Log waits(JobOrder order, CsvVolume.Busy busy) {
    return new Log(
        SOURCE,
        VOLUME_BUSY,
        Level.WARNING,
        "Volume %s is in a backup of %s (0x%X); it is asked again in %d s."
            .formatted(busy.lu(), busy.heldBy(), BACKUP_IN_PROGRESS, RETRY_NANOS / 1_000_000_000L),
        order.run());
  }

  /** Whoever has the volumes may never give them back. */
  private Decision<AgentState> waitedTooLong(Pinning pinning) {
    List<String> busy = pinning.awaited().stream().sorted().map(wiring::luName).toList();
    String why = "another backup does not give back " + String.join(", ", busy);
    Outcome outcome = Outcome.failed(why);
    return release(pinning.order(), lusOf(pinning.disks()), outcome)
        .and(failure(pinning.order(), outcome));
  }

  /** A volume has left the backup state without this agent: the run cannot go on. */
  private Decision<AgentState> cleared(AgentState state, CsvVolume.Cleared cleared) {
    Outcome outcome = Outcome.failed("volume %s has left the backup state".formatted(cleared.lu()));
    String run = cleared.job();
    if (state instanceof Pinning pinning && pinning.order().run().equals(run)) {
      return release(pinning.order(), lusOf(pinning.disks()), outcome)
          .and(failure(pinning.order(), outcome));
    } else if (state instanceof MakingSet making && making.order().run().equals(run)) {
      return Decision.to(
          new Ending(making.order(), making.lus(), outcome),
          failure(making.order(), outcome),
          reading.vss(new VssCommand.Abort(run)));
    } else if (state instanceof Reading disk && disk.order().run().equals(run)) {
      return reading.end(disk, outcome);
    }
    return Decision.to(state);
  }

  private Decision<AgentState> fromVss(AgentState state, VssNotice notice) {
    if (notice instanceof VssNotice.Phase) {
      return Decision.to(state);
    } else if (notice instanceof VssNotice.Ready ready && state instanceof MakingSet making) {
      return ready(making, ready);
    } else if (notice instanceof VssNotice.Ready && state instanceof Ending) {
      return Decision.to(state); // the set is being given up
    } else if (notice instanceof VssNotice.Failed failed) {
      return failed(state, failed);
    } else if (notice instanceof VssNotice.Deleted && state instanceof Ending ending) {
      return release(ending.order(), ending.lus(), ending.outcome()).and(confirm(ending));
    }
    if (isOfEarlierLife(state)) {
      return Decision.to(state);
    }
    throw new IllegalStateException(self + ": " + notice + " does not fit " + state);
  }

  /** Whether a set can only be one that was given up when the agent's process ended. */
  private static boolean isOfEarlierLife(AgentState state) {
    return state instanceof Idle || state instanceof Releasing || state instanceof Describing;
  }

  private Decision<AgentState> ready(MakingSet making, VssNotice.Ready ready) {
    JobOrder order = making.order();
    List<VmDisks.Disk> disks = order.within(ready.disks());
    boolean redirected = order.method() == BackupJob.Method.NETWORK;
    List<Act> acts = new ArrayList<>();
    for (int lu : making.lus()) {
      acts.add(volume(lu, new CsvVolume.BackupStarted(order.run(), redirected, self)));
    }
    acts.add(reading.toServer(order, DpmServer.SnapshotTaken.of(order.run(), ready)));
    acts.add(log(SNAPSHOT_TAKEN, "The snapshot of %s exists.", order));
    Reading first = new Reading(order, making.lus(), ready.images(), disks, 0);
    Decision<AgentState> next =
        disks.isEmpty() ? reading.end(first, Outcome.failed("the data set is empty")) : go(first);
    acts.addAll(next.acts());
    return new Decision<>(next.next(), acts);
  }

  /** Of a data set that is a part of the disks another part may be wanted each time. */
  private Decision<AgentState> go(Reading first) {
    JobOrder order = first.order();
    boolean tracked =
        order.kind() == BackupJob.Kind.EXPRESS_FULL
            && order.dataSetBytes() == Long.MAX_VALUE
            && wiring.tracksChanges(host)
            && !wiring.readByServer(order.method());
    return tracked
        ? Decision.to(
            new AskingChanges(first), vm(order, new VmDisks.DescribeChanges(guestSet(order), self)))
        : reading.read(first);
  }

  /** A set that has failed is gone; only the volumes are left to be released. */
  private Decision<AgentState> failed(AgentState state, VssNotice.Failed failed) {
    Outcome outcome = outcome(failed);
    if (state instanceof MakingSet making) {
      return release(making.order(), making.lus(), outcome).and(failure(making.order(), outcome));
    } else if (state instanceof Reading disk) {
      return release(disk.order(), disk.lus(), outcome)
          .and(failure(disk.order(), outcome))
          .and(reading.close(disk));
    } else if (state instanceof Ending ending) {
      Outcome first = ending.outcome().good() ? outcome : ending.outcome();
      return release(ending.order(), ending.lus(), first).and(failure(ending.order(), outcome));
    }
    if (isOfEarlierLife(state)) {
      return Decision.to(state);
    }
    throw new IllegalStateException(self + ": " + failed + " does not fit " + state);
  }

  /** Of an agent that comes back and was restoring; in any other state it rests. */
  Decision<AgentState> giveUpRestore(AgentState before, Outcome outcome) {
    Decision<AgentState> next = restore.failed(before, outcome);
    return next.next().equals(before) ? Decision.to(new Idle()) : next;
  }

  Decision<AgentState> release(JobOrder order, Set<Integer> lus, Outcome outcome) {
    List<Act> acts = new ArrayList<>();
    for (int lu : lus) {
      acts.add(volume(lu, new CsvVolume.BackupComplete(order.run(), self)));
    }
    return new Decision<>(new Releasing(order, lus, outcome), acts);
  }

  private List<Act> confirm(Ending ending) {
    JobOrder order = ending.order();
    return ending.outcome().good() && wiring.tracksChanges(host)
        ? List.of(vm(order, new VmDisks.Confirm(guestSet(order), self)))
        : List.of();
  }

  private static Tell vm(JobOrder order, Message message) {
    return new Tell(new EntityId(order.vm()), message);
  }

  private Send volume(int lu, CsvVolume.Command command) {
    return new Send(wiring.storageNetwork(), wiring.volume(lu), command);
  }

  static Outcome outcome(VssNotice.Failed failed) {
    return new Outcome(
        "%s (0x%08X) in %s".formatted(failed.why(), failed.code(), failed.phase()),
        failed.dpmError());
  }

  static Log failure(JobOrder order, Outcome outcome) {
    String what = order.kind() == BackupJob.Kind.RECOVERY ? "recovery" : "backup";
    return new Log(
        SOURCE,
        FAILED,
        Level.ERROR,
        "The %s of %s failed: %s.".formatted(what, order.vm(), outcome.failure()),
        order.run());
  }

  static Log log(int id, String format, JobOrder order) {
    return new Log(SOURCE, id, Level.INFORMATION, format.formatted(order.vm()), order.run());
  }

  static Set<Integer> lusOf(List<VmDisks.Disk> disks) {
    Set<Integer> lus = new TreeSet<>();
    disks.forEach(disk -> lus.add(disk.lu()));
    return lus;
  }
}

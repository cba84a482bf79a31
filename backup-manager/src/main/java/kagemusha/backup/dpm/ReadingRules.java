package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.dpm.AgentState.Ending;
import kagemusha.backup.dpm.AgentState.Reading;
import kagemusha.backup.vss.VssCommand;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.VssWiring;
import kagemusha.config.BackupJob;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;

/** The rules of {@link Reading}, which are the same for a host's agent and for a guest's. */
final class ReadingRules {
  static final int READING = 9103;

  private final EntityId self;
  private final String machine;
  private final BackupWiring wiring;

  /**
   * @param machine whose agent it is: a host or a guest
   */
  ReadingRules(EntityId self, String machine, BackupWiring wiring) {
    this.self = self;
    this.machine = machine;
    this.wiring = wiring;
  }

  /**
   * The stream itself is opened by the pump, which knows how much may be read ahead, or by the
   * server if it reads the snapshot itself.
   */
  Decision<AgentState> read(Reading reading) {
    JobOrder order = reading.order();
    Purpose purpose = purpose(reading);
    VssNotice.Image image = reading.image();
    DpmServer.DiskOpened opened =
        new DpmServer.DiskOpened(order.run(), reading.stream(), reading.disk(), purpose, self);
    List<Act> acts = new ArrayList<>();
    acts.add(
        toServer(
            order,
            wiring.readByServer(order.method())
                ? new DpmServer.DiskSurfaced(opened, image.controller(), image.snapshot())
                : opened));
    if (purpose == Purpose.TRACKED) {
      acts.add(
          toController(
              reading,
              new ControllerCommand.Digest(
                  reading.stream(), image.snapshot(), reading.disk().extents(), self)));
    }
    acts.add(
        AgentRules.log(READING, "Disk " + reading.disk().role() + " of %s is being read.", order));
    return new Decision<>(reading, acts);
  }

  /** The log of a guest's store is never compared by an express full: it only grows. */
  static Purpose purpose(Reading reading) {
    JobOrder order = reading.order();
    return switch (order.kind()) {
      case REPLICA_CREATION, SYNCHRONIZATION -> Purpose.COPY;
      case EXPRESS_FULL -> {
        if (reading.changes().isPresent()) {
          yield Purpose.TRACKED;
        }
        yield order.method() == BackupJob.Method.IN_GUEST ? Purpose.COPY : Purpose.COMPARE;
      }
      default -> Purpose.COMPARE;
    };
  }

  Decision<AgentState> stored(Reading reading, DpmAgent.DiskStored stored) {
    if (!stored.stream().equals(reading.stream())) {
      return Decision.to(reading);
    } else if (!stored.failure().isEmpty()) {
      return end(reading, Outcome.failed(stored.failure()));
    }
    return reading.index() + 1 < reading.disks().size()
        ? read(reading.next())
        : end(reading, Outcome.GOOD);
  }

  /** All disks have been read, or one of them has failed. */
  Decision<AgentState> end(Reading disk, Outcome outcome) {
    JobOrder order = disk.order();
    List<Act> acts = new ArrayList<>();
    if (!outcome.good()) {
      acts.add(AgentRules.failure(order, outcome));
      if (!disk.disks().isEmpty()) {
        acts.add(close(disk));
      }
    }
    acts.add(vss(new VssCommand.BackupComplete(order.run(), outcome.good())));
    return new Decision<>(new Ending(order, disk.lus(), outcome), acts);
  }

  /** What the array says of a stream or to a reader; empty if it is for a recovery. */
  Optional<Decision<AgentState>> fromArray(AgentState state, ControllerNotice notice) {
    if (notice instanceof ControllerNotice.StreamEnded
        || notice instanceof ControllerNotice.Digested) {
      return Optional.of(Decision.to(state));
    } else if (notice instanceof ControllerNotice.Refused refused
        && state instanceof Reading disk) {
      return Optional.of(end(disk, Outcome.failed(refused.what() + ": " + refused.why())));
    }
    return Optional.empty();
  }

  Send close(Reading reading) {
    return toController(reading, new ControllerCommand.CloseStream(reading.stream()));
  }

  private Send toController(Reading reading, ControllerCommand command) {
    return new Send(wiring.storageNetwork(), reading.image().controller(), command);
  }

  Tell vss(VssCommand command) {
    return new Tell(VssWiring.serviceOf(machine), command);
  }

  Send toServer(JobOrder order, DpmServer.Command command) {
    return new Send(wiring.backupNetwork(), order.server(), command);
  }

  Send ended(JobOrder order, Outcome outcome) {
    return toServer(order, new DpmServer.JobEnded(order.run(), outcome));
  }

  /** An agent carries out one job at a time; a server that has been away may not know of it. */
  Send busy(JobOrder order) {
    return ended(order, Outcome.failed("the agent " + self + " is busy with another job"));
  }
}

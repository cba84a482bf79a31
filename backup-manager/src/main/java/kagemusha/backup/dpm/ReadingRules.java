package kagemusha.backup.dpm;

import java.util.function.BiFunction;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.dpm.AgentState.Reading;
import kagemusha.backup.vss.VssNotice;
import kagemusha.config.BackupJob;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.EntityId;

/** The rules of {@link Reading}, which are the same for a host's agent and for a guest's. */
final class ReadingRules {
  static final int READING = 9103;

  private final EntityId self;
  private final BackupWiring wiring;
  private final BiFunction<Reading, Outcome, Decision<AgentState>> end;

  /**
   * @param end what follows when all disks have been read, or one of them has failed
   */
  ReadingRules(
      EntityId self, BackupWiring wiring, BiFunction<Reading, Outcome, Decision<AgentState>> end) {
    this.self = self;
    this.wiring = wiring;
    this.end = end;
  }

  /**
   * The stream itself is opened by the pump, which knows how much may be read ahead, or by the
   * server if it reads the snapshot itself.
   */
  Decision<AgentState> read(Reading reading) {
    JobOrder order = reading.order();
    DpmServer.DiskOpened opened =
        new DpmServer.DiskOpened(
            order.run(), reading.stream(), reading.disk(), purpose(reading), self);
    VssNotice.Image image = reading.image();
    return Decision.to(
        reading,
        toServer(
            order,
            wiring.readByServer(order.method())
                ? new DpmServer.DiskSurfaced(opened, image.controller(), image.snapshot())
                : opened),
        AgentRules.log(READING, "Disk " + reading.disk().role() + " of %s is being read.", order));
  }

  static Purpose purpose(Reading reading) {
    return reading.order().kind() == BackupJob.Kind.REPLICA_CREATION
        ? Purpose.COPY
        : Purpose.COMPARE;
  }

  Decision<AgentState> stored(Reading reading, DpmAgent.DiskStored stored) {
    if (!stored.stream().equals(reading.stream())) {
      return Decision.to(reading);
    } else if (!stored.failure().isEmpty()) {
      return end.apply(reading, Outcome.failed(stored.failure()));
    }
    return reading.index() + 1 < reading.disks().size()
        ? read(reading.next())
        : end.apply(reading, Outcome.GOOD);
  }

  Send close(Reading reading) {
    return new Send(
        wiring.storageNetwork(),
        reading.image().controller(),
        new ControllerCommand.CloseStream(reading.stream()));
  }

  Send toServer(JobOrder order, DpmServer.Command command) {
    return new Send(wiring.backupNetwork(), order.server(), command);
  }

  Send ended(JobOrder order, Outcome outcome) {
    return toServer(order, new DpmServer.JobEnded(order.run(), outcome));
  }
}

package kagemusha.node;

import java.time.Duration;
import kagemusha.config.BackupSpec;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.config.VssSpec;

/** The paper's topology with changes, of which the first is what the steps of a snapshot take. */
final class Topologies {
  private static final VssSpec.Steps STEPS =
      new VssSpec.Steps(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofMillis(1500));

  private static final Topology PAPER = TopologyReader.bundled("paper");

  private Topologies() {}

  static Topology paper() {
    return with(new VssSpec(STEPS, PAPER.backup().vss().limits(), true));
  }

  static Topology withoutRevert() {
    return with(new VssSpec(STEPS, PAPER.backup().vss().limits(), false));
  }

  /** The service does not mind how long a store is frozen. */
  static Topology withPatientGuest() {
    VssSpec.Limits limits = PAPER.backup().vss().limits();
    return with(
        new VssSpec(
            STEPS,
            new VssSpec.Limits(
                limits.identify(),
                Duration.ofHours(1),
                limits.hold(),
                limits.guest(),
                limits.answer(),
                limits.step()),
            true));
  }

  private static Topology with(VssSpec vss) {
    Topology paper = PAPER;
    BackupSpec backup =
        new BackupSpec(
            paper.backup().stream(),
            paper.backup().softwareReplica(),
            paper.backup().windowBytes(),
            paper.backup().shipBytesPerSecond(),
            vss,
            paper.backup().dpm());
    return new Topology(
        paper.name(),
        paper.networks(),
        paper.csvNetwork(),
        paper.backupNetwork(),
        paper.clientNetwork(),
        paper.storageNetwork(),
        paper.hosts(),
        paper.array(),
        paper.backupServer(),
        paper.clients(),
        paper.vms(),
        paper.mail(),
        paper.csv(),
        backup);
  }
}

package kagemusha.node;

import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.config.VssSpec;

/** The paper's topology with changes. */
final class Topologies {
  private Topologies() {}

  static Topology withoutRevert() {
    Topology paper = TopologyReader.bundled("paper");
    VssSpec vss = paper.backup().vss();
    Topology.BackupSpec backup =
        new Topology.BackupSpec(
            paper.backup().streamDepth(),
            paper.backup().streamReadBytes(),
            paper.backup().windowBytes(),
            paper.backup().shipBytesPerSecond(),
            new VssSpec(vss.steps(), vss.limits(), false));
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

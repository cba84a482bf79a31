package kagemusha.node;

import java.util.List;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.VssWiring;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.node.migration.MigrationWiring;

/** Who is who on the host on which a virtual machine is. */
record HostOfVm(String name) {
  EntityId id() {
    return new EntityId(name);
  }

  EntityId writer() {
    return VssWiring.hyperVWriterOf(name);
  }

  /** The host's cluster service. */
  EntityId member() {
    return CsvWiring.memberOf(name);
  }

  EntityId migration() {
    return MigrationWiring.serviceOf(name);
  }

  EntityId storage() {
    return CsvWiring.nodeOf(name);
  }

  /** Tells everybody on the host who has to know. */
  void tell(Context context, VmDisks.Presence presence) {
    for (EntityId each : List.of(id(), writer(), BackupWiring.agentOf(name), migration())) {
      context.tell(each, presence);
    }
  }
}

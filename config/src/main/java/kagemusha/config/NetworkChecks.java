package kagemusha.config;

import java.util.List;

/** Every machine needs a NIC on the networks that its part of the work uses. */
final class NetworkChecks {
  private NetworkChecks() {}

  static void check(Topology topology, ConfigReader root) {
    for (Topology.HostSpec host : topology.hosts()) {
      ConfigReader reader = root.element("hosts", host.name());
      needs(reader, host.networks(), "csv-network", topology.csvNetwork());
      needs(reader, host.networks(), "backup-network", topology.backupNetwork());
      needs(reader, host.networks(), "client-network", topology.clientNetwork());
      needs(reader, host.networks(), "storage-network", topology.storageNetwork());
    }
    needs(
        root.object("array"),
        topology.array().networks(),
        "storage-network",
        topology.storageNetwork());
    needs(
        root.object("backup-server"),
        topology.backupServer().networks(),
        "backup-network",
        topology.backupNetwork());
    transport(topology, root);
    needs(
        root.object("clients"),
        topology.clients().networks(),
        "client-network",
        topology.clientNetwork());
  }

  /** A transportable snapshot is read by the backup server over the storage network. */
  private static void transport(Topology topology, ConfigReader root) {
    List<String> present = topology.backupServer().networks();
    String storage = topology.storageNetwork();
    if (topology.backup().dpm().transport() == SnapshotTransport.TRANSPORTABLE
        && !present.contains(storage)) {
      String found = "found transportable, but backup-server.networks is ";
      String rule = "; allowed: non-transportable, or a backup server with a NIC on ";
      throw root.object("backup")
          .fault(
              "transport",
              found
                  + "["
                  + String.join(", ", present)
                  + "]"
                  + rule
                  + storage
                  + ", which is the storage-network");
    }
  }

  private static void needs(
      ConfigReader machine, List<String> present, String role, String network) {
    if (!present.contains(network)) {
      String found = "found [" + String.join(", ", present) + "]";
      String rule = "allowed: a list with " + network + ", which is the " + role;
      throw machine.fault("networks", found + "; " + rule);
    }
  }
}

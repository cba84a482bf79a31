package kagemusha.config;

import java.util.ArrayList;
import java.util.List;

/** Reads the hosts, the backup server and the clients of a topology. */
final class MachineParts {
  private MachineParts() {}

  static List<Topology.HostSpec> hosts(ConfigReader root, List<String> networks) {
    var hosts = new ArrayList<Topology.HostSpec>();
    for (ConfigReader element : root.objects("hosts")) {
      hosts.add(host(element, networks));
    }
    return hosts;
  }

  private static Topology.HostSpec host(ConfigReader element, List<String> networks) {
    ConfigReader host =
        element.allowing(
            "name",
            "logical-processors",
            "memory",
            "root-memory",
            "root-cpu",
            "hypervisor-overhead",
            "root-cpu-per-io",
            "networks",
            "clustered",
            "boot");
    return new Topology.HostSpec(
        host.name("name"),
        host.integer("logical-processors", 1, 1024),
        host.mebibytes("memory", "1 GiB", "64 TiB"),
        host.mebibytes("root-memory", "0 MiB", "1 TiB"),
        host.percent("root-cpu", "0 %", "100 %"),
        host.share("hypervisor-overhead", "0 %", "100 %"),
        host.duration("root-cpu-per-io", "0 s", "100 ms"),
        host.references("networks", "network", networks),
        host.flag("clustered", true),
        host.duration("boot", "1 s", "1 h", Topology.HostSpec.USUAL_BOOT));
  }

  static Topology.BackupServerSpec backupServer(ConfigReader element, List<String> networks) {
    ConfigReader server =
        element.allowing(
            "name",
            "processors",
            "memory",
            "base-memory",
            "base-cpu",
            "networks",
            "replica-write",
            "replica-capacity",
            "boot");
    return new Topology.BackupServerSpec(
        server.name("name"),
        server.integer("processors", 1, 1024),
        server.mebibytes("memory", "1 GiB", "64 TiB"),
        server.mebibytes("base-memory", "0 MiB", "1 TiB"),
        server.percent("base-cpu", "0 %", "100 %"),
        server.references("networks", "network", networks),
        server.bytesPerSecond("replica-write", "1 MB/s", "100 GB/s"),
        server.bytes("replica-capacity", "1 GB", "1000 PB"),
        server.duration("boot", "1 s", "1 h"));
  }

  static Topology.ClientsSpec clients(ConfigReader element, List<String> networks) {
    ConfigReader clients =
        element.allowing("name", "clients", "domain-controllers", "networks", "authentication");
    return new Topology.ClientsSpec(
        clients.name("name"),
        clients.names("clients"),
        clients.names("domain-controllers"),
        clients.references("networks", "network", networks),
        clients.duration("authentication", "0 s", "1 min"));
  }
}

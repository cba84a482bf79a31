package kagemusha.config;

/** What no single value shows: names, networks, capacities and memory must fit together. */
final class TopologyChecks {
  private TopologyChecks() {}

  /** Checks a topology; {@code root} tells on which line each part of it stands. */
  static void check(Topology topology, ConfigReader root) {
    names(topology, root);
    NetworkChecks.check(topology, root);
    MigrationParts.check(topology, root);
    machines(topology, root);
    StorageChecks.check(topology, root);
    topology.vms().forEach(vm -> HostRoom.check(topology, vm, root.element("vms", vm.name())));
  }

  private static void names(Topology topology, ConfigReader root) {
    var names = new Duplicates();
    topology.hosts().forEach(host -> names.claim(root.element("hosts", host.name()), host.name()));
    ConfigReader array = root.object("array");
    names.claim(array, topology.array().name());
    names.claim(root.object("backup-server"), topology.backupServer().name());
    ConfigReader clients = root.object("clients");
    names.claim(clients, topology.clients().name());
    topology.clients().clients().forEach(name -> names.claim(clients, "clients", name));
    topology
        .clients()
        .domainControllers()
        .forEach(name -> names.claim(clients, "domain-controllers", name));
    topology.vms().forEach(vm -> names.claim(root.element("vms", vm.name()), vm.name()));
  }

  private static void machines(Topology topology, ConfigReader root) {
    for (Topology.HostSpec host : topology.hosts()) {
      baseMemory(
          root.element("hosts", host.name()), "root-memory", host.rootMemoryMb(), host.memoryMb());
      if (!host.clustered() && topology.hosts().size() > 1) {
        String found = "found false for one of " + topology.hosts().size() + " hosts";
        throw root.element("hosts", host.name())
            .fault("clustered", found + "; allowed: for the only host");
      }
    }
    Topology.BackupServerSpec server = topology.backupServer();
    ConfigReader reader = root.object("backup-server");
    baseMemory(reader, "base-memory", server.baseMemoryMb(), server.memoryMb());
  }

  private static void baseMemory(ConfigReader machine, String key, int usedMb, int memoryMb) {
    if (usedMb > memoryMb) {
      String rule = "allowed: at most the machine's memory, " + memoryMb + " MiB";
      throw machine.fault(key, "found " + usedMb + " MiB; " + rule);
    }
  }
}

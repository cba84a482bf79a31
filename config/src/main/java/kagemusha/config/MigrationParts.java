package kagemusha.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a topology says of live migration; what it does not say is as usual. */
final class MigrationParts {
  private MigrationParts() {}

  static MigrationSpec migration(Optional<ConfigReader> element) {
    return element
        .map(
            object ->
                object.allowing(
                    "networks",
                    "share",
                    "dirty-rate",
                    "writable-set",
                    "stop-below",
                    "passes",
                    "device-state",
                    "throughput-loss",
                    "patience"))
        .map(part -> read(part, MigrationSpec.USUAL))
        .orElse(MigrationSpec.USUAL);
  }

  private static MigrationSpec read(ConfigReader part, MigrationSpec usual) {
    return new MigrationSpec(
        part.optional("networks", part::names).orElse(usual.networks()),
        part.share("share", "1 %", "100 %", usual.share()),
        part.bytesPerSecond("dirty-rate", "1 KB/s", "100 GB/s", usual.dirtyBytesPerSecond()),
        part.bytes("writable-set", "64 KiB", "1 TB", usual.writableSetBytes()),
        part.bytes("stop-below", "64 KiB", "1 TB", usual.stopBytes()),
        part.integer("passes", 1, 30, usual.passes()),
        part.duration("device-state", "0 s", "1 min", usual.deviceState()),
        part.share("throughput-loss", "0 %", "90 %", usual.throughputLoss()),
        part.duration("patience", "1 s", "1 h", usual.patience()));
  }

  /**
   * A virtual machine cannot go to where it is. Of one that is sent about several times only the
   * run can tell where that will be.
   *
   * @param hosts where each virtual machine is at the start
   */
  static void check(List<Injection> injections, Map<String, String> hosts) {
    for (Injection each : injections) {
      if (each.on() instanceof Target.Named vm
          && isMigration(each)
          && injections.stream().filter(o -> o.on().equals(vm) && isMigration(o)).count() == 1
          && ((Deed.OfVm) each.deed()).to().equals(Optional.ofNullable(hosts.get(vm.name())))) {
        String host = hosts.get(vm.name());
        throw new Position(each.file(), each.line())
            .fault("to", "found %s, where %s is; allowed: another host".formatted(host, vm.name()));
      }
    }
  }

  private static boolean isMigration(Injection injection) {
    return injection.deed() instanceof Deed.OfVm deed
        && deed.verb() == VmOperation.Verb.LIVE_MIGRATE;
  }

  /** All hosts need an adapter on each network over which memory may go. */
  static void check(Topology topology, ConfigReader root) {
    for (String network : topology.migration().networks()) {
      for (Topology.HostSpec host : topology.hosts()) {
        if (!host.networks().contains(network)) {
          String found = "found " + network + ", on which " + host.name() + " has no NIC";
          List<String> allowed = topology.sharedByHosts();
          throw root.object("live-migration")
              .fault("networks", found + "; allowed: " + String.join(", ", allowed));
        }
      }
    }
  }
}

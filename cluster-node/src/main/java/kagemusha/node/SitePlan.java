package kagemusha.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.pair.ShadowImagePair;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.vss.VssWiring;
import kagemusha.config.ArraySpec;
import kagemusha.config.BackupJob;
import kagemusha.config.Scenario;
import kagemusha.config.Topology;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.EntityId;
import kagemusha.node.migration.MigrationWiring;

/**
 * A site before it is made: its topology, where the virtual disks lie, and who is who.
 *
 * @param placement the host of each virtual machine at the start
 */
record SitePlan(
    Topology topology,
    Scenario scenario,
    Map<String, String> placement,
    VhdLayout layout,
    CsvWiring csv,
    BackupWiring backup,
    VssWiring vss,
    MigrationWiring migrations) {
  /**
   * @param topology as the scenario changes it
   */
  static SitePlan of(Topology topology, Scenario scenario) {
    Map<String, String> placement = new LinkedHashMap<>();
    for (Topology.VmSpec vm : topology.vms()) {
      placement.put(vm.name(), scenario.hostOf(vm));
    }
    return new SitePlan(
        topology,
        scenario,
        placement,
        new VhdLayout(topology),
        new CsvWiring(topology, scenario.csvOwners()),
        new BackupWiring(topology, placement),
        new VssWiring(topology, pairs(topology)),
        new MigrationWiring(topology));
  }

  /** The ShadowImage pair of each primary LU. */
  private static Map<Integer, EntityId> pairs(Topology topology) {
    Map<Integer, EntityId> pairs = new LinkedHashMap<>();
    ArraySpec array = topology.array();
    for (ArraySpec.PairSpec pair : array.pairs()) {
      pairs.put(array.luNumber(pair.primary()), ShadowImagePair.idOf(array.name(), pair.name()));
    }
    return pairs;
  }

  /** The virtual machines that are on a host at the start. */
  List<Topology.VmSpec> vmsOn(String host) {
    return topology.vms().stream().filter(vm -> placement.get(vm.name()).equals(host)).toList();
  }

  /** Whether some job has an agent in its guest. */
  boolean isProtectedFromWithin(String vm) {
    return scenario.jobs().stream()
        .anyMatch(job -> job.method() == BackupJob.Method.IN_GUEST && job.vms().contains(vm));
  }
}

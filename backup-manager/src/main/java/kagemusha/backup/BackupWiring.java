package kagemusha.backup;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.config.Topology;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.EntityId;

/** Who is who around backup. */
public final class BackupWiring {
  private final Topology topology;
  private final Map<String, String> placement;

  /**
   * @param placement host of each VM
   */
  public BackupWiring(Topology topology, Map<String, String> placement) {
    this.topology = topology;
    this.placement = new TreeMap<>(placement);
  }

  public static EntityId agentOf(String host) {
    return new EntityId(host + ".dpmra");
  }

  public static EntityId serverOf(Topology topology) {
    return new EntityId(topology.backupServer().name() + ".dpm");
  }

  EntityId server() {
    return serverOf(topology);
  }

  EntityId agentForVm(String vm) {
    return agentOf(placement.get(vm));
  }

  EntityId volume(int lu) {
    return CsvWiring.volumeOf(luName(lu));
  }

  EntityId controller(int lu) {
    Topology.LuSpec spec = topology.array().lus().get(lu);
    return new EntityId(topology.array().name() + "." + spec.controller());
  }

  String luName(int lu) {
    return topology.array().lus().get(lu).name();
  }

  int luNumber(String name) {
    List<Topology.LuSpec> lus = topology.array().lus();
    for (int lu = 0; lu < lus.size(); lu++) {
      if (lus.get(lu).name().equals(name)) {
        return lu;
      }
    }
    throw new IllegalArgumentException("no LU " + name);
  }

  Topology.BackupSpec spec() {
    return topology.backup();
  }

  Topology.BackupServerSpec serverSpec() {
    return topology.backupServer();
  }

  String csvNetwork() {
    return topology.csvNetwork();
  }

  String backupNetwork() {
    return topology.backupNetwork();
  }

  String storageNetwork() {
    return topology.storageNetwork();
  }
}

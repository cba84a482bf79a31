package kagemusha.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** LUs must fit into their pools, and what the virtual disks hold must fit into both. */
final class StorageChecks {
  private StorageChecks() {}

  static void check(Topology topology, ConfigReader root) {
    ConfigReader array = root.object("array");
    groupsAreUsedOnce(topology, array);
    for (ArraySpec.LuSpec lu : topology.array().lus()) {
      luFitsPool(topology.array(), lu, array.element("lus", lu.name()));
      disksFitLu(topology, lu, array.element("lus", lu.name()));
    }
    for (ArraySpec.PoolSpec pool : topology.array().pools()) {
      disksFitPool(topology, pool, array.element("pools", pool.name()));
    }
    PairChecks.check(topology.array(), array);
  }

  private static void groupsAreUsedOnce(Topology topology, ConfigReader array) {
    Map<String, String> poolOf = new TreeMap<>();
    for (ArraySpec.PoolSpec pool : topology.array().pools()) {
      for (String group : pool.allGroups()) {
        String before = poolOf.put(group, pool.name());
        if (before != null) {
          String found = "found '" + group + "', which belongs to pool " + before + " already";
          String rule = "; allowed: RAID groups that no other pool uses";
          String key = pool.raidGroups().contains(group) ? "raid-groups" : "reserve";
          throw array.element("pools", pool.name()).fault(key, found + rule);
        }
      }
    }
  }

  private static void luFitsPool(ArraySpec array, ArraySpec.LuSpec lu, ConfigReader reader) {
    ArraySpec.PoolSpec pool = array.pool(lu.pool());
    long usable = array.usableBytes(pool);
    if (lu.capacityBytes() > usable) {
      String groups =
          pool.raidGroups().stream()
              .map(group -> group + " " + Units.bytes(array.usableBytes(array.raidGroup(group))))
              .collect(Collectors.joining(" + "));
      String rule = "allowed: at most what pool " + pool.name() + " holds, " + Units.bytes(usable);
      String found = "found " + Units.bytes(lu.capacityBytes());
      throw reader.fault("capacity", found + "; " + rule + " (" + groups + ")");
    }
  }

  private static void disksFitLu(Topology topology, ArraySpec.LuSpec lu, ConfigReader reader) {
    List<String> lus = List.of(lu.name());
    long used = usedBytes(topology, lus);
    if (used > lu.capacityBytes()) {
      String found = "found " + Units.bytes(lu.capacityBytes());
      throw reader.fault("capacity", found + "; " + atLeast(topology, lus, used));
    }
  }

  private static void disksFitPool(
      Topology topology, ArraySpec.PoolSpec pool, ConfigReader reader) {
    List<String> lus =
        topology.array().lus().stream()
            .filter(lu -> lu.pool().equals(pool.name()))
            .map(ArraySpec.LuSpec::name)
            .toList();
    long used = usedBytes(topology, lus);
    long usable = topology.array().usableBytes(pool);
    if (used > usable) {
      String found = "found " + Units.bytes(usable) + " of usable capacity";
      throw reader.fault("raid-groups", found + "; " + atLeast(topology, lus, used));
    }
  }

  private static String atLeast(Topology topology, List<String> lus, long used) {
    String disks =
        topology.vms().stream()
            .filter(vm -> usedBytes(vm, lus) > 0)
            .map(vm -> vm.name() + " " + Units.bytes(usedBytes(vm, lus)))
            .collect(Collectors.joining(" + "));
    return "allowed: at least what its virtual disks use, "
        + Units.bytes(used)
        + " ("
        + disks
        + ")";
  }

  private static long usedBytes(Topology topology, List<String> lus) {
    return topology.vms().stream().mapToLong(vm -> usedBytes(vm, lus)).sum();
  }

  private static long usedBytes(Topology.VmSpec vm, List<String> lus) {
    return vm.disks().stream()
        .filter(vhd -> lus.contains(vhd.lu()))
        .mapToLong(Topology.VhdSpec::usedBytes)
        .sum();
  }
}

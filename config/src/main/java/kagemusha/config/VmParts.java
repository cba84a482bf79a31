package kagemusha.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the virtual machines of a topology with their disks. */
final class VmParts {
  private VmParts() {}

  static List<Topology.VmSpec> vms(ConfigReader root, List<String> hosts, ArraySpec array) {
    var vms = new ArrayList<Topology.VmSpec>();
    for (ConfigReader element : root.objects("vms")) {
      vms.add(vm(element, hosts, array));
    }
    return vms;
  }

  private static Topology.VmSpec vm(ConfigReader element, List<String> hosts, ArraySpec array) {
    ConfigReader vm =
        element.allowing(
            "name",
            "host",
            "virtual-processors",
            "memory",
            "users",
            "cpu",
            "available-memory",
            "storage-path",
            "disks",
            "life");
    var spec =
        new Topology.VmSpec(
            vm.name("name"),
            vm.oneOf("host", "host", hosts),
            vm.integer("virtual-processors", 1, 64),
            vm.mebibytes("memory", "256 MiB", "16 TiB"),
            vm.integer("users", 1, 1_000_000),
            vm.percent("cpu", "0.1 %", "100 %"),
            vm.mebibytes("available-memory", "0 MiB", "16 TiB"),
            vm.duration("storage-path", "0 s", "1 s"),
            disks(vm.object("disks"), array),
            VmLifeParts.life(vm.optional("life", vm::object)));
    if (spec.availableMemoryMb() > spec.memoryMb()) {
      String found = "found " + spec.availableMemoryMb() + " MiB";
      String rule = "allowed: at most the VM's memory, " + spec.memoryMb() + " MiB";
      throw vm.fault("available-memory", found + "; " + rule);
    }
    return spec;
  }

  /** One disk of each role: the role is the key, so none can be there twice. */
  private static List<Topology.VhdSpec> disks(ConfigReader element, ArraySpec array) {
    var disks = new ArrayList<Topology.VhdSpec>();
    ConfigReader checked = element.allowing("system", "database", "log");
    for (Topology.VhdRole role : Topology.VhdRole.values()) {
      disks.add(disk(role, checked.object(role.name().toLowerCase(Locale.ROOT)), array));
    }
    return disks;
  }

  /** A dynamic VHD grows by 2 MiB, so it cannot be smaller. */
  private static Topology.VhdSpec disk(
      Topology.VhdRole role, ConfigReader element, ArraySpec array) {
    ConfigReader vhd = element.allowing("lu", "max", "used");
    List<String> luNames = array.lus().stream().map(ArraySpec.LuSpec::name).toList();
    String lu = vhd.oneOf("lu", "LU", luNames);
    if (!array.csvNames().contains(lu)) {
      String csvs = array.csvNames().isEmpty() ? "none" : String.join(", ", array.csvNames());
      String found = "found '" + lu + "', which is not a cluster shared volume";
      throw vhd.fault("lu", found + "; allowed: " + csvs);
    }
    long max = vhd.bytes("max", "2 MiB", "64 TB");
    long used = vhd.bytes("used", "0 B", "64 TB");
    if (used > max) {
      String rule = "allowed: at most max, " + Units.bytes(max);
      throw vhd.fault("used", "found " + Units.bytes(used) + "; " + rule);
    }
    return new Topology.VhdSpec(role, lu, max, used);
  }
}

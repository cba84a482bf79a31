package kagemusha.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import kagemusha.config.VmOperation.Verb;

/** Reads what a scenario does to virtual machines and pools, in the order of its times. */
final class OperationParts {
  private OperationParts() {}

  /** What is done to virtual machines. */
  static List<VmOperation> operations(ConfigReader root, ConfigReader part, Topology topology) {
    var operations = new ArrayList<VmOperation>();
    for (ConfigReader element : elements(part)) {
      if (!element.has("pool")) {
        operations.add(operation(element.allowing("vm", "at", "do"), root, topology));
      }
    }
    operations.sort(Comparator.comparing(VmOperation::at));
    return operations;
  }

  /** What is done to pools; all that can be done is to let them grow. */
  static List<PoolGrowth> poolGrowths(ConfigReader root, ConfigReader part, Topology topology) {
    List<String> pools =
        topology.array().lus().stream().map(Topology.LuSpec::pool).distinct().toList();
    var growths = new ArrayList<PoolGrowth>();
    for (ConfigReader element : elements(part)) {
      if (element.has("pool")) {
        ConfigReader growth = element.allowing("pool", "at", "do");
        growth.oneOf("do", List.of("grow"));
        String kind = "pool of an LU in topology '" + topology.name() + "'";
        growths.add(new PoolGrowth(growth.oneOf("pool", kind, pools), at(growth, root)));
      }
    }
    growths.sort(Comparator.comparing(PoolGrowth::at));
    return growths;
  }

  private static List<ConfigReader> elements(ConfigReader part) {
    return part.has("operations") ? part.objects("operations") : List.of();
  }

  private static Duration at(ConfigReader element, ConfigReader root) {
    Duration at = element.duration("at", "0 s", "30 d");
    if (at.compareTo(root.duration("length", "1 min", "30 d")) >= 0) {
      String rule = "; allowed: before the end of the run, " + root.text("length");
      throw element.fault("at", "found " + element.text("at") + rule);
    }
    return at;
  }

  private static VmOperation operation(ConfigReader element, ConfigReader root, Topology topology) {
    String vmKind = "VM in topology '" + topology.name() + "'";
    String vm = element.oneOf("vm", vmKind, topology.vmNames());
    Duration at = at(element, root);
    String verb = element.oneOf("do", Arrays.stream(Verb.values()).map(Verb::key).toList());
    return new VmOperation(
        vm,
        at,
        Arrays.stream(Verb.values()).filter(v -> v.key().equals(verb)).findFirst().orElseThrow());
  }
}

package kagemusha.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import kagemusha.config.VmOperation.Verb;

/** Reads what a scenario does to virtual machines, in the order of its times. */
final class OperationParts {
  private OperationParts() {}

  static List<VmOperation> operations(ConfigReader root, ConfigReader part, Topology topology) {
    var operations = new ArrayList<VmOperation>();
    if (part.has("operations")) {
      for (ConfigReader element : part.objects("operations")) {
        operations.add(operation(element.allowing("vm", "at", "do"), root, topology));
      }
    }
    operations.sort(Comparator.comparing(VmOperation::at));
    return operations;
  }

  private static VmOperation operation(ConfigReader element, ConfigReader root, Topology topology) {
    String vmKind = "VM in topology '" + topology.name() + "'";
    String vm = element.oneOf("vm", vmKind, topology.vmNames());
    Duration at = element.duration("at", "0 s", "30 d");
    if (at.compareTo(root.duration("length", "1 min", "30 d")) >= 0) {
      String rule = "; allowed: before the end of the run, " + root.text("length");
      throw element.fault("at", "found " + element.text("at") + rule);
    }
    String verb = element.oneOf("do", Arrays.stream(Verb.values()).map(Verb::key).toList());
    return new VmOperation(
        vm,
        at,
        Arrays.stream(Verb.values()).filter(v -> v.key().equals(verb)).findFirst().orElseThrow());
  }
}

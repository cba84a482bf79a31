package kagemusha.config;

import java.util.Optional;
import java.util.function.Function;

/** Whether the virtual machines fit on their hosts; memory is never overcommitted. */
final class HostRoom {
  private HostRoom() {}

  /** Checks one VM where the topology puts it. */
  static void check(Topology topology, Topology.VmSpec vm, ConfigReader reader) {
    Topology.HostSpec host = topology.host(vm.host());
    if (vm.virtualProcessors() > host.logicalProcessors()) {
      String rule = "allowed: at most the logical processors of " + host.name() + ", ";
      String found = "found " + vm.virtualProcessors() + "; ";
      throw reader.fault("virtual-processors", found + rule + host.logicalProcessors());
    }
    memoryProblem(topology, vm, Topology.VmSpec::host)
        .ifPresent(
            problem -> {
              throw reader.fault("memory", "found " + vm.memoryMb() + " MiB; " + problem);
            });
  }

  /**
   * What is wrong with a VM's memory under a placement, if anything: the VMs that stand before it
   * in the topology take theirs first, so it is one VM that does not fit, not all of them.
   */
  static Optional<String> memoryProblem(
      Topology topology, Topology.VmSpec vm, Function<Topology.VmSpec, String> hostOf) {
    Topology.HostSpec host = topology.host(hostOf.apply(vm));
    long free = host.memoryMb() - host.rootMemoryMb();
    for (Topology.VmSpec other : topology.vms()) {
      if (other.equals(vm)) {
        break;
      }
      free -= hostOf.apply(other).equals(host.name()) ? other.memoryMb() : 0;
    }
    if (vm.memoryMb() <= free) {
      return Optional.empty();
    }
    String rest = Math.max(0, free) + " MiB that " + host.name() + " (" + host.memoryMb() + " MiB)";
    return Optional.of(
        "allowed: at most the " + rest + " has left after its root partition and the VMs before");
  }
}

package kagemusha.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;

/** The performance counters of a virtual machine beside those of its mail server. */
final class VmCounters {
  private final String vm;
  private final int seconds;

  VmCounters(String vm, int seconds) {
    this.vm = vm;
    this.seconds = seconds;
  }

  List<Counter> of(Topology.VmSpec spec, VirtualDisks disks, DoubleSupplier busyPercent) {
    List<Counter> counters = new ArrayList<>();
    counters.add(counter("Processor", "_Total", "% Processor Time", busyPercent));
    counters.add(counter("Memory", "", "Available MBytes", spec::availableMemoryMb));
    for (VhdRole role : VhdRole.values()) {
      counters.add(
          counter(
              "PhysicalDisk",
              role.name(),
              "Avg. Disk Queue Length",
              () -> disks.disk(role).drainQueue(seconds)));
    }
    counters.add(
        counter("PhysicalDisk", "_Total", "Disk Writes/sec", () -> disks.drainWrites(seconds)));
    counters.add(
        counter(
            "PhysicalDisk",
            "_Total",
            "Disk Write Bytes/sec",
            () -> disks.drainWrittenBytes(seconds)));
    for (VhdRole role : VhdRole.values()) {
      counters.addAll(disks.disk(role).latencies(vm, role.name()));
    }
    return counters;
  }

  private Counter counter(String object, String instance, String counter, DoubleSupplier read) {
    return Counter.every10s(new CounterName(vm, object, instance, counter), read);
  }
}

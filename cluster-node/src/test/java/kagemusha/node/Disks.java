package kagemusha.node;

import java.util.Optional;
import kagemusha.array.Controller;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.load.store.DatabaseCheck;
import kagemusha.load.store.WrittenBlocks;

/** What the array holds of the disks of a virtual machine. */
record Disks(Topology topology, Controller array) {
  DatabaseCheck.Result check(String vm) {
    return new DatabaseCheck(topology.mail())
        .check(disk(vm, VhdRole.DATABASE), disk(vm, VhdRole.LOG), Optional.empty());
  }

  WrittenBlocks disk(String vm, VhdRole role) {
    VhdLayout.Place place = new VhdLayout(topology).place(vm, role);
    return WrittenBlocks.of(
        place.maxBytes() / IoBatch.BLOCK_BYTES,
        block -> array.version(place.lu(), place.firstBlock() + block));
  }

  /** Up to which log write the database can be brought. */
  int lastLog(String vm) {
    return ((DatabaseCheck.DirtyShutdown) check(vm)).lastLog();
  }
}

package kagemusha.backup;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.kernel.entity.EntityId;

/**
 * Creation of a VM's replica over the network.
 *
 * @param dataSetBytes at most so much of the VM's disks is copied
 */
public record ReplicaJob(String job, String vm, long dataSetBytes, EntityId server) {
  String snapshot(int lu) {
    return job + ".lu" + lu;
  }

  String stream(VmDisks.Disk disk) {
    return job + "." + disk.role();
  }

  /** Of each disk the same share, from its start, so that the whole is the data set. */
  List<VmDisks.Disk> within(List<VmDisks.Disk> disks) {
    long all = disks.stream().mapToLong(ReplicaJob::blocks).sum();
    long wanted = Math.min(all, dataSetBytes / IoBatch.BLOCK_BYTES);
    List<VmDisks.Disk> cut = new ArrayList<>();
    for (VmDisks.Disk disk : disks) {
      long share = (long) ((double) wanted * blocks(disk) / all);
      if (share > 0) {
        cut.add(new VmDisks.Disk(disk.role(), disk.lu(), first(share, disk.extents())));
      }
    }
    return cut;
  }

  private static long blocks(VmDisks.Disk disk) {
    return disk.extents().stream().mapToLong(Extent::blocks).sum();
  }

  private static List<Extent> first(long blocks, List<Extent> extents) {
    List<Extent> cut = new ArrayList<>();
    long left = blocks;
    for (Extent extent : extents) {
      long take = Math.min(left, extent.blocks());
      if (take > 0) {
        cut.add(new Extent(extent.firstBlock(), take));
        left -= take;
      }
    }
    return cut;
  }
}

package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.Topology.VhdRole;

/**
 * How much of a recovery point is restored. If it may not be all, the database comes first, then
 * its logs, and the system disk takes what is left, from its start: what lies at its end is at rest
 * and the same on the virtual machine.
 */
final class RestoreScope {
  private static final List<VhdRole> FIRST_TO_LAST =
      List.of(VhdRole.DATABASE, VhdRole.LOG, VhdRole.SYSTEM);

  private final Map<VhdRole, DiskImage> images;
  private final long blocks;

  /**
   * @param images of the recovery point
   * @param bytes what may be restored of all its disks
   */
  RestoreScope(Map<VhdRole, DiskImage> images, long bytes) {
    this.images = images;
    this.blocks = bytes / IoBatch.BLOCK_BYTES;
  }

  /** What a run restores of a recovery point's images. */
  static RestoreScope of(Run run, Map<VhdRole, DiskImage> images) {
    Map<VhdRole, DiskImage> wanted = new EnumMap<>(VhdRole.class);
    images.forEach(
        (role, image) -> {
          if (run.restore().wants(role)) {
            wanted.put(role, image);
          }
        });
    return new RestoreScope(wanted, run.dataSetBytes());
  }

  /** What is restored of a disk, counted as its image does. */
  List<Extent> of(VhdRole wanted) {
    long left = blocks;
    for (VhdRole role : FIRST_TO_LAST) {
      DiskImage image = images.getOrDefault(role, new DiskImage());
      if (role == wanted) {
        return first(left, image.extents());
      }
      left = Math.max(0, left - image.blocks());
    }
    throw new IllegalArgumentException("no disk " + wanted);
  }

  /** Whether all of the recovery point's disk is restored. */
  boolean isWhole(VhdRole role) {
    return Pieces.blocks(of(role)) == images.getOrDefault(role, new DiskImage()).blocks();
  }

  /** The first blocks of some extents. */
  static List<Extent> first(long blocks, List<Extent> extents) {
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

package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.config.RestoreSpec;
import kagemusha.config.Topology.VhdRole;

/**
 * Finds room for what is restored to another place: behind all that the virtual disks of the volume
 * may ever take, and behind what has been restored there before. Each disk is one run of blocks, as
 * the virtual disks are.
 */
final class RestorePlaces {
  private final BackupWiring wiring;
  private final Catalogue catalogue;

  RestorePlaces(BackupWiring wiring, Catalogue catalogue) {
    this.wiring = wiring;
    this.catalogue = catalogue;
  }

  /** The disks at their new place; empty if there is no room. */
  Optional<List<VmDisks.Disk>> find(Run run, RestoreSpec.Place place, RecoveryPoint point) {
    int lu = wiring.luNumber(place.lu());
    long next = Math.max(wiring.reservedBlocks(lu), catalogue.placedEnd(lu));
    Map<VhdRole, DiskImage> images = catalogue.store().point(run.vm(), point.name());
    RestoreScope scope = RestoreScope.of(run, images);
    List<VmDisks.Disk> disks = new ArrayList<>();
    for (VhdRole role : images.keySet()) {
      List<Extent> extents = run.restore().wants(role) ? scope.of(role) : List.of();
      if (!extents.isEmpty()) {
        disks.add(at(next, role, lu, extents));
        next += alignedEnd(extents);
      }
    }
    boolean fits = next <= wiring.capacityBlocks(lu);
    return fits && !disks.isEmpty() ? Optional.of(disks) : Optional.empty();
  }

  private static VmDisks.Disk at(long first, VhdRole role, int lu, List<Extent> extents) {
    List<Extent> there =
        extents.stream().map(e -> new Extent(first + e.firstBlock(), e.blocks())).toList();
    return new VmDisks.Disk(role, lu, first, there);
  }

  /** That the room behind some disks begins at this block from now on. */
  static CatalogueEvent.Placed placed(Run run, List<VmDisks.Disk> disks) {
    VmDisks.Disk last = disks.get(disks.size() - 1);
    return new CatalogueEvent.Placed(run.id(), last.lu(), alignedEnd(last.extents()));
  }

  /** The first block behind some extents at which another virtual disk may begin. */
  private static long alignedEnd(List<Extent> extents) {
    Extent last = extents.get(extents.size() - 1);
    long blocks = last.firstBlock() + last.blocks();
    return (blocks + StreamRows.PIECE_BLOCKS - 1)
        / StreamRows.PIECE_BLOCKS
        * StreamRows.PIECE_BLOCKS;
  }
}

package kagemusha.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kagemusha.config.Topology.VhdRole;

/**
 * Where a recovery puts what, and what the operator does then.
 *
 * @param to another place than the original one
 * @param items the disks that are restored; empty for the whole virtual machine
 * @param bytes at most so much of each VM's recovery point is restored; empty for all of it
 * @param bringOnlineAfter so long after a restore to the original place the operator brings the
 *     configuration resource online, or registers the machine in the cluster again; empty for never
 * @param outsideCluster the machine is restored to its host alone, because its cluster resources
 *     were deleted
 */
public record RestoreSpec(
    Optional<Place> to,
    List<VhdRole> items,
    OptionalLong bytes,
    Optional<Duration> bringOnlineAfter,
    boolean outsideCluster) {
  /** All of it to where it was. */
  public static final RestoreSpec ORIGINAL =
      new RestoreSpec(Optional.empty(), List.of(), OptionalLong.empty(), Optional.empty());

  /**
   * A host, whose agent restores, and a volume that has room beside the virtual disks on it.
   *
   * @param lu name of a cluster shared volume
   */
  public record Place(String host, String lu) {}

  /** As a cluster resource, if to the original place. */
  public RestoreSpec(
      Optional<Place> to,
      List<VhdRole> items,
      OptionalLong bytes,
      Optional<Duration> bringOnlineAfter) {
    this(to, items, bytes, bringOnlineAfter, false);
  }

  public RestoreSpec {
    items = List.copyOf(items);
  }

  /** Whether a disk is restored. */
  public boolean wants(VhdRole role) {
    return items.isEmpty() || items.contains(role);
  }
}

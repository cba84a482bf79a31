package kagemusha.backup.dpm;

import kagemusha.config.BackupJob;
import kagemusha.config.ProtectionGroup;
import kagemusha.config.Throttle;
import kagemusha.config.Topology.VhdRole;

/** What the journal of the DPM server keeps. */
public sealed interface CatalogueEvent {
  /** A VM belongs to a protection group. */
  record MemberAdded(String vm, String group) implements CatalogueEvent {}

  /**
   * A protection group has these settings from now on.
   *
   * @param workBytesPerSecond throttle in work hours; 0 for none
   */
  record GroupSet(
      String group,
      String method,
      long retentionNanos,
      boolean compressed,
      long workBytesPerSecond,
      long otherBytesPerSecond)
      implements CatalogueEvent {
    static GroupSet of(ProtectionGroup group) {
      return new GroupSet(
          group.name(),
          group.method().key(),
          group.retention().toNanos(),
          group.compressed(),
          group.throttle().map(Throttle::workBytesPerSecond).orElse(0L),
          group.throttle().map(Throttle::otherBytesPerSecond).orElse(0L));
    }
  }

  /** The volumes of replicas and recovery points have this capacity from now on. */
  record VolumesGrown(long capacityBytes, long timeNanos) implements CatalogueEvent {}

  /** A run has taken room on a LU, up to a block. */
  record Placed(String run, int lu, long endBlock) implements CatalogueEvent {}

  /** A run has begun. */
  record RunBegun(String run, BackupJob.Kind kind, String vm, long timeNanos)
      implements CatalogueEvent {}

  /** A run has ended; {@code failure} is empty if it went well. */
  record RunEnded(String run, String failure, long timeNanos) implements CatalogueEvent {}

  /** A replica has a new state. */
  record ReplicaChanged(String vm, ReplicaState state) implements CatalogueEvent {}

  /** An alert stands. */
  record AlertRaised(String vm, int number) implements CatalogueEvent {}

  /** An alert no longer stands. */
  record AlertResolved(String vm, int number) implements CatalogueEvent {}

  /** The replica as it is now can be restored. */
  record PointCreated(RecoveryPoint point) implements CatalogueEvent {}

  /** A recovery point is gone. */
  record PointExpired(String vm, String name) implements CatalogueEvent {}

  /** Blocks of a replica that have changed, packed by {@link ContentCodec}. */
  record Content(String vm, VhdRole role, byte[] packed) implements CatalogueEvent {}

  /** All blocks that a replica has: pairs of first block and number of blocks. */
  record Presence(String vm, VhdRole role, long[] runs) implements CatalogueEvent {}

  /** A block of a replica has lost its content. */
  record Damaged(String vm, VhdRole role, long block) implements CatalogueEvent {}
}

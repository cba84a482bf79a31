package kagemusha.backup.vss;

import java.util.List;
import java.util.Optional;
import kagemusha.backup.VmDisks;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.load.store.StoreDocument;

/** What the service tells a requester; the requester adapts it. */
public sealed interface VssNotice extends Message {
  String set();

  /** The set has reached a phase. */
  record Phase(String set, VssPhase phase) implements VssNotice {}

  /**
   * Where the content of one LU can be read.
   *
   * @param controller who opens streams on it
   * @param snapshot name of the snapshot or image
   */
  record Image(int lu, EntityId controller, String snapshot) {}

  /**
   * The snapshots can be read.
   *
   * @param disks the VM's disks as they were in the snapshot
   * @param document what the store's writer noted; absent if the guest's store was not asked
   * @param online whether the guest took part, or its state was saved instead
   */
  record Ready(
      String set,
      List<Image> images,
      List<VmDisks.Disk> disks,
      Optional<StoreDocument> document,
      boolean online)
      implements VssNotice {}

  /**
   * The set has failed and is gone.
   *
   * @param code HRESULT, such as 0x800423F3
   * @param dpmError 30111 or 30112
   */
  record Failed(String set, VssPhase phase, int code, int dpmError, String why)
      implements VssNotice {}

  /** The snapshots of a completed set are gone. */
  record Deleted(String set) implements VssNotice {}
}

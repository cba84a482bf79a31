package kagemusha.backup.dpm;

import java.util.Optional;
import kagemusha.config.BackupJob;
import kagemusha.load.store.StoreDocument;

/**
 * A state of a VM that can be restored.
 *
 * @param timeNanos when its snapshot was taken
 * @param whole whether it holds all of the VM's disks, not only a part of a given size
 * @param online whether the guest took part in the snapshot
 * @param checkpoint first log write that the store's recovery needs; -1 if the store was not asked
 * @param lastLog last log write on disk; -1 if the store was not asked
 */
public record RecoveryPoint(
    String name,
    String vm,
    BackupJob.Method method,
    long timeNanos,
    boolean whole,
    boolean online,
    int checkpoint,
    int lastLog) {
  Optional<StoreDocument> document() {
    return checkpoint < 0 ? Optional.empty() : Optional.of(new StoreDocument(checkpoint, lastLog));
  }
}

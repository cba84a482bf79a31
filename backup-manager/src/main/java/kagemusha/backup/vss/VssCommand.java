package kagemusha.backup.vss;

import kagemusha.config.BackupJob;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** What a requester may ask of the service, on the same machine. */
public sealed interface VssCommand extends Message {
  /**
   * Make a snapshot set with a VM's virtual disks; phases up to POST_SNAPSHOT follow one another
   * and each is told with {@link VssNotice.Phase}; the end is {@link VssNotice.Ready} or {@link
   * VssNotice.Failed}. The volumes must have been prepared for backup.
   *
   * @param method NETWORK for the software provider, SHADOW_IMAGE for the hardware provider,
   *     IN_GUEST for a set of the guest's own
   */
  record Start(String set, String vm, BackupJob.Method method, EntityId replyTo)
      implements VssCommand {}

  /** The requester has read what it wanted: writers are told, the snapshots are deleted. */
  record BackupComplete(String set, boolean succeeded) implements VssCommand {}

  /** Give the set up. */
  record Abort(String set) implements VssCommand {}
}

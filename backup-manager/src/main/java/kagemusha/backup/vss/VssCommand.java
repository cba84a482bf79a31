package kagemusha.backup.vss;

import kagemusha.config.BackupJob;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** What a requester may ask of the service, on the same machine. */
public sealed interface VssCommand extends Message {
  String set();

  /**
   * Make a snapshot set with a VM's virtual disks; phases up to POST_SNAPSHOT follow one another
   * and each is told with {@link VssNotice.Phase}; the end is {@link VssNotice.Ready} or {@link
   * VssNotice.Failed}. The volumes must have been prepared for backup.
   *
   * @param method to the service of a host NETWORK for the software provider, SHADOW_IMAGE for the
   *     hardware provider; to that of a guest IN_GUEST for an agent in the guest, whose success
   *     truncates the store's logs, any other for the guest's part in a host's set
   */
  record Start(String set, String vm, BackupJob.Method method, EntityId replyTo)
      implements VssCommand {}

  /** The requester has read what it wanted: writers are told, the snapshots are deleted. */
  record BackupComplete(String set, boolean succeeded) implements VssCommand {}

  /** Give the set up. */
  record Abort(String set) implements VssCommand {}
}

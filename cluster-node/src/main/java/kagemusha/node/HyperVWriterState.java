package kagemusha.node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.VssNotice;
import kagemusha.config.BackupJob;
import kagemusha.load.store.StoreDocument;

/**
 * What the Hyper-V writer does for a set.
 *
 * <pre>
 * None     --Identify--> Asking                       the VM's state, then its disks
 * Asking   --state other than Running--> Asking       FAILED_AT_IDENTIFY: no saved-state backup yet
 * Asking   --Described--> Stable
 * Stable   --PrepareForSnapshot--> Preparing          the guest makes a set of its own
 * Preparing --Ready--> Prepared
 * Prepared --Freeze, timer--> Prepared                the guest, which has its snapshot, writes on
 * Prepared --Thaw--> Prepared
 * Preparing --Failed, time-out--> Preparing           FAILED_AT_PREPARE_SNAPSHOT
 * Prepared --PostSnapshot--> Mounting                 the disks of the snapshot are mounted
 * Mounting --timer--> Reverting                       to the guest's snapshot, on each LU
 * Mounting --timer, no revert configured--> Deleting
 * Reverting --Refused--> Reverting                    FAILED_AT_POST_SNAPSHOT, event 10103
 * Reverting --last Reverted--> Deleting               the guest deletes its snapshot
 * Deleting --Deleted--> Complete
 * Complete --BackupComplete--> None
 * Asking, Stable, Complete --Abort--> None
 * others   --Abort--> Aborting                        the guest undoes its part
 * Aborting --Failed, Deleted, time-out--> None
 * </pre>
 */
sealed interface HyperVWriterState {
  /** Whose set it is, and of which VM. */
  record Session(String set, String vm, BackupJob.Method method) {
    /** Name of the guest's own set. */
    String guestSet() {
      return set + ".guest";
    }
  }

  /** What the guest has made: its snapshot ("yellow"). */
  record GuestPart(
      List<VssNotice.Image> images, List<VmDisks.Disk> disks, Optional<StoreDocument> document) {
    public GuestPart {
      images = List.copyOf(images);
      disks = List.copyOf(disks);
    }
  }

  record None() implements HyperVWriterState {}

  record Asking(Session session) implements HyperVWriterState {}

  /** {@code lus} hold the VM's disks. */
  record Stable(Session session, Set<Integer> lus) implements HyperVWriterState {
    public Stable {
      lus = new TreeSet<>(lus);
    }
  }

  /** {@code sinceNanos} is when the guest was asked, without padding. */
  record Preparing(Session session, long sinceNanos) implements HyperVWriterState {}

  record Prepared(Session session, GuestPart guest) implements HyperVWriterState {}

  record Mounting(Session session, GuestPart guest, List<VssNotice.Image> images)
      implements HyperVWriterState {
    public Mounting {
      images = List.copyOf(images);
    }
  }

  /** {@code awaited} holds names of host snapshots ("purple"). */
  record Reverting(Session session, GuestPart guest, Set<String> awaited)
      implements HyperVWriterState {
    public Reverting {
      awaited = new TreeSet<>(awaited);
    }
  }

  record Deleting(Session session, GuestPart guest) implements HyperVWriterState {}

  record Complete(Session session) implements HyperVWriterState {}

  record Aborting(Session session) implements HyperVWriterState {}
}

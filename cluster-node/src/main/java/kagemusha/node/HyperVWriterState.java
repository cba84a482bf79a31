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
 * Asking   --state that passes--> Asking              asked again after a second
 * Asking   --not on this host--> Asking               FAILED_AT_IDENTIFY
 * Asking   --not Running, or without integration component--> AskingOffline
 * Asking   --Described--> Stable
 * Stable   --PrepareForSnapshot--> Preparing          the guest makes a set of its own
 * Preparing --Ready--> Prepared
 * Prepared --Freeze, timer--> Prepared                the guest, which has its snapshot, writes on
 * Prepared --Thaw--> Prepared
 * Preparing --time-out--> Preparing                   FAILED_AT_PREPARE_SNAPSHOT
 * Preparing to Deleting --Failed--> GuestLost         FAILED_AT_..., the guest has undone its part
 * Prepared --PostSnapshot--> Mounting                 the disks of the snapshot are mounted
 * Mounting --timer--> Reverting                       to the guest's snapshot, on each LU
 * Mounting --timer, no revert configured--> Deleting
 * Reverting --Refused--> Reverting                    FAILED_AT_POST_SNAPSHOT, event 10103
 * Reverting --last Reverted--> Deleting               the guest deletes its snapshot
 * Deleting --Deleted--> Complete
 * Complete --BackupComplete--> None
 * Stable, Preparing, Mounting, Reverting, Deleting --VM leaves Running--> Away
 *                                                     10009 and FAILED_AT_..., at once if the
 *                                                     guest's channel closes; if it is paused, when
 *                                                     it has not answered for a while
 * Away     --VM Running--> what it was                and what the guest had said is heard
 * Prepared --VM leaves Running--> Prepared            FAILED_AT_FREEZE: bad state
 * Asking, Stable, GuestLost, Complete --Abort--> None
 * others   --Abort--> Aborting                        the guest undoes its part
 * Aborting --Failed, Deleted, time-out--> None
 *
 * by saved state, without the guest:
 * AskingOffline --Described--> StableOffline
 * StableOffline --VM in another state--> StableOffline
 * StableOffline --PrepareForSnapshot--> Saving        if it is Running or Paused
 * StableOffline --PrepareForSnapshot--> Describing    if it is Saved or Off
 * Saving   --Done--> Describing
 * Saving   --Refused--> StableOffline                 FAILED_AT_PREPARE_SNAPSHOT
 * Describing --Described--> Resting
 * Resting  --Freeze, timer; Thaw--> Resting
 * Describing, Resting --VM in another state--> the same  FAILED_AT_FREEZE: bad state
 * Resting  --PostSnapshot--> Returning                to the state before: started, then paused
 * Returning --last Done--> Complete
 * Returning --Refused--> Complete                     FAILED_AT_POST_SNAPSHOT
 * Saving to Returning --Abort--> GivingBack           also to the state before
 * GivingBack --last Done, Refused--> None
 * </pre>
 */
sealed interface HyperVWriterState {
  /** Whose set it is, and of which VM. */
  record Session(String set, String vm, BackupJob.Method method) {
    private static final String OF_GUEST = ".guest";

    /** Name of the guest's own set. */
    String guestSet() {
      return set + OF_GUEST;
    }

    /** The host's set to which a guest's own belongs. */
    static String hostSet(String guestSet) {
      return guestSet.endsWith(OF_GUEST)
          ? guestSet.substring(0, guestSet.length() - OF_GUEST.length())
          : guestSet;
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

  /**
   * The guest stands still or is gone.
   *
   * @param inner what the writer was doing, which it goes on doing where the guest is not needed
   * @param closed whether there is no guest that could answer
   * @param unheard what the guest's service has said meanwhile
   */
  record Away(Session session, HyperVWriterState inner, boolean closed, List<VssNotice> unheard)
      implements HyperVWriterState {
    public Away {
      unheard = List.copyOf(unheard);
    }
  }

  /** The guest's set has failed by itself and is gone. */
  record GuestLost(Session session) implements HyperVWriterState {}

  record Complete(Session session) implements HyperVWriterState {}

  record Aborting(Session session) implements HyperVWriterState {}

  /** By saved state; {@code before} is the state to which the machine returns. */
  sealed interface Offline extends HyperVWriterState {
    Session session();

    VmState before();

    /** The state in which its disks are copied. */
    default VmState rest() {
      return mustBeSaved() ? VmState.SAVED : before();
    }

    default boolean mustBeSaved() {
      return switch (before()) {
        case RUNNING, PAUSED, PAUSED_CRITICAL -> true;
        default -> false;
      };
    }
  }

  record AskingOffline(Session session, VmState before) implements Offline {}

  /** {@code lus} hold the VM's disks. */
  record StableOffline(Session session, VmState before, Set<Integer> lus) implements Offline {
    public StableOffline {
      lus = new TreeSet<>(lus);
    }
  }

  record Saving(Session session, VmState before) implements Offline {}

  record Describing(Session session, VmState before) implements Offline {}

  record Resting(Session session, VmState before, List<VmDisks.Disk> disks) implements Offline {
    public Resting {
      disks = List.copyOf(disks);
    }
  }

  record Returning(Session session, VmState before, List<VmDisks.Disk> disks) implements Offline {
    public Returning {
      disks = List.copyOf(disks);
    }
  }

  record GivingBack(Session session, VmState before) implements Offline {}
}

package kagemusha.backup.vss;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.backup.VmDisks;
import kagemusha.config.BackupJob;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.store.StoreDocument;

/** State of a snapshot set in its service; the transitions are in the package's chapter. */
sealed interface VssSet {
  /**
   * What was asked for.
   *
   * @param requester empty if it cannot be told any more what becomes of the set
   */
  record Task(String set, String vm, BackupJob.Method method, Optional<EntityId> requester) {
    /** The same for a requester on the same machine. */
    Task(String set, String vm, BackupJob.Method method, EntityId requester) {
      this(set, vm, method, Optional.of(requester));
    }

    /** The same for nobody. */
    Task forsaken() {
      return new Task(set, vm, method, Optional.empty());
    }
  }

  /** What writers and providers have said so far. */
  record Findings(
      Set<Integer> lus,
      List<VssNotice.Image> images,
      List<VmDisks.Disk> disks,
      Optional<StoreDocument> document,
      boolean online) {
    static final Findings NONE =
        new Findings(Set.of(), List.of(), List.of(), Optional.empty(), false);

    public Findings {
      lus = new TreeSet<>(lus);
      images = List.copyOf(images);
      disks = List.copyOf(disks);
    }

    Findings with(WriterNotice.Identified identified) {
      Set<Integer> all = new TreeSet<>(lus);
      all.addAll(identified.lus());
      return new Findings(all, images, disks, document, online);
    }

    Findings with(ProviderNotice.Committed committed) {
      return new Findings(lus, committed.images(), committed.disks(), document, online);
    }

    Findings with(WriterNotice.Recovered recovered) {
      return new Findings(
          lus,
          images,
          recovered.disks().isEmpty() ? disks : recovered.disks(),
          recovered.document(),
          recovered.online());
    }
  }

  /** Who has asked for the set, if that is known. */
  default Optional<EntityId> requester() {
    return Optional.empty();
  }

  /** The set is known, and so is what was asked for. */
  sealed interface Known extends VssSet {
    Task task();

    @Override
    default Optional<EntityId> requester() {
      return task().requester();
    }
  }

  /** Why a set is given up, and where it was. */
  record Failure(VssPhase phase, VssError error, String why) {}

  /** The set is not known. */
  record None() implements VssSet {}

  /**
   * From GATHER_WRITER_METADATA to POST_SNAPSHOT.
   *
   * @param awaited names of those who have not answered in this phase
   * @param sinceNanos beginning of the phase, without padding
   * @param frozenNanos beginning of FREEZE, without padding; meaningless before
   */
  record Creating(
      Task task,
      VssPhase phase,
      Set<String> awaited,
      long sinceNanos,
      long frozenNanos,
      Findings findings)
      implements Known {
    public Creating {
      awaited = new TreeSet<>(awaited);
    }

    boolean isFrozen() {
      return phase.compareTo(VssPhase.FREEZE) >= 0 && phase.compareTo(VssPhase.THAW) < 0;
    }

    boolean hasHeld() {
      return phase.compareTo(VssPhase.HOLD_WRITES) >= 0;
    }

    boolean isHolding() {
      return phase == VssPhase.HOLD_WRITES || phase == VssPhase.COMMIT_SNAPSHOTS;
    }
  }

  /** READY: the requester reads. */
  record Existing(Task task, Findings findings) implements Known {}

  /** BACKUP_COMPLETE: the writers are told. */
  record Completing(Task task, Set<String> awaited) implements Known {
    public Completing {
      awaited = new TreeSet<>(awaited);
    }
  }

  /** The provider deletes the snapshots. */
  record Deleting(Task task) implements Known {}

  /** Writers and provider undo what they have done. */
  record Aborting(Task task, Failure failure, Set<String> awaited) implements Known {
    public Aborting {
      awaited = new TreeSet<>(awaited);
    }
  }
}

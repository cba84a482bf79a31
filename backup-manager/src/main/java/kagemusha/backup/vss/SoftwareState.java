package kagemusha.backup.vss;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.backup.VmDisks;

/**
 * What the software provider does for a set.
 *
 * <pre>
 * None       --BeginPrepare--> Prepared       EndPrepare, PreCommit and PostCommit change nothing
 * Prepared   --Commit--> Committing           its own work
 * Committing --timer--> Creating              on a host: all of each LU
 * Committing --timer--> Describing            in a guest: the virtual machine is asked for its disks
 * Describing --Described--> Creating          only the blocks of these disks
 * Creating   --last SnapshotCreated--> Created
 * Created    --SnapshotLost--> Created        the service is told
 * Creating, Created --Abort, Delete--> Deleting
 * Deleting   --last SnapshotDeleted--> None
 * others     --Abort--> None
 * </pre>
 */
sealed interface SoftwareState {
  /** Which LUs; a guest's provider learns them from the disks. */
  record Plan(String set, Set<Integer> lus) {
    public Plan {
      lus = new TreeSet<>(lus);
    }
  }

  record None() implements SoftwareState {}

  record Prepared(Plan plan) implements SoftwareState {}

  record Committing(Plan plan) implements SoftwareState {}

  record Describing(Plan plan) implements SoftwareState {}

  record Creating(Plan plan, List<VmDisks.Disk> disks, Set<Integer> awaited)
      implements SoftwareState {
    public Creating {
      disks = List.copyOf(disks);
      awaited = new TreeSet<>(awaited);
    }
  }

  record Created(Plan plan) implements SoftwareState {}

  record Deleting(Plan plan, Set<Integer> awaited) implements SoftwareState {
    public Deleting {
      awaited = new TreeSet<>(awaited);
    }
  }
}

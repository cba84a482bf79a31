package kagemusha.backup;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an agent is doing. The LUs of a job are those its disks are on when it begins; what the
 * disks occupy is asked once more when the snapshots exist, because they grow until then.
 *
 * <pre>
 * Idle         --StartReplica--> Describing    the VM is asked for its disks
 * Describing   --Described--> Pinning          each volume is asked to prepare
 * Pinning      --last Prepared--> Preparing    guest and host get ready
 * Preparing    --timer--> Snapshotting         each controller is asked for a snapshot
 * Snapshotting --last SnapshotCreated--> Mapping  the VM is asked for its disks again
 * Mapping      --Described--> Reading(disk 0)
 * Reading(n)   --DiskStored--> Reading(n + 1)  the server has the disk and its content agrees
 * Reading(last)--DiskStored--> Deleting        or on a failure, from Snapshotting or Reading
 * Deleting     --last SnapshotDeleted--> Releasing
 * Releasing    --last Released--> Idle         the server is told
 * </pre>
 */
sealed interface AgentState {
  record Idle() implements AgentState {}

  record Describing(ReplicaJob job) implements AgentState {}

  record Pinning(ReplicaJob job, SortedSet<Integer> lus, Set<Integer> awaited)
      implements AgentState {
    public Pinning {
      awaited = new TreeSet<>(awaited);
    }
  }

  record Preparing(ReplicaJob job, SortedSet<Integer> lus) implements AgentState {}

  record Snapshotting(ReplicaJob job, SortedSet<Integer> lus, Set<Integer> awaited)
      implements AgentState {
    public Snapshotting {
      awaited = new TreeSet<>(awaited);
    }
  }

  record Mapping(ReplicaJob job, SortedSet<Integer> lus) implements AgentState {}

  record Reading(ReplicaJob job, SortedSet<Integer> lus, List<VmDisks.Disk> disks, int index)
      implements AgentState {
    VmDisks.Disk disk() {
      return disks.get(index);
    }
  }

  record Deleting(ReplicaJob job, SortedSet<Integer> lus, Set<Integer> awaited, String failure)
      implements AgentState {
    public Deleting {
      awaited = new TreeSet<>(awaited);
    }
  }

  record Releasing(ReplicaJob job, Set<Integer> awaited, String failure) implements AgentState {
    public Releasing {
      awaited = new TreeSet<>(awaited);
    }
  }
}

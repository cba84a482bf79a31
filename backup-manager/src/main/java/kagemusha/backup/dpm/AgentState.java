package kagemusha.backup.dpm;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.array.protocol.IoBatch;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.VssNotice;

/**
 * What an agent is doing.
 *
 * <pre>
 * Idle        --Carry--> Describing             the VM is asked for its disks
 *
 * a backup:
 * Describing  --Described--> Pinning            each volume is asked to prepare
 * Pinning     --Busy--> Pinning                 the volume is asked again after 60 s
 * Pinning     --last Prepared--> MakingSet      the VSS service is asked for a snapshot set
 * MakingSet   --Ready--> Reading(disk 0)        the volumes and the server are told
 * MakingSet   --Failed--> Releasing
 * Pinning     --Cleared--> Releasing            a volume has left the backup state
 * MakingSet, Reading --Cleared--> Ending        the same; the set is given up
 * Reading(n)  --DiskStored--> Reading(n + 1)    the server has the disk and its content agrees
 * Reading     --last DiskStored--> Ending       or on a failure; the VSS service ends the set
 * Reading     --Failed--> Releasing             the set has been lost
 * Ending      --Deleted or Failed--> Releasing  each volume is released
 * Releasing   --last Released--> Idle           the server is told
 *
 * a backup in a guest, without volumes:
 * Idle        --Carry--> Preparing              the filter is told which snapshot will count
 * Preparing   --Tracked--> MakingSet            the guest's VSS service is asked for a snapshot set
 * MakingSet   --Ready--> Locating               the VM is asked where the store's log is
 * Locating    --Logs--> Reading(disk 0)         the server is told
 * Locating    --Logs--> AskingChanges           of an express full: what has changed?
 * AskingChanges --Changes--> Reading(disk 0)    or Ending if the filter has lost track
 * Ending      --Deleted or Failed--> Idle       the server is told, the filter if all went well
 *
 * a recovery in a guest, around that of the disks:
 * Preparing   --Tracked--> Dismounting          the store is asked to dismount its database
 * Dismounting --Dismounted--> Describing        the VM is asked for its disks
 * Describing  --Described--> LocatingLogs       and where the logs are that the database needs
 * LocatingLogs --Logs--> Writing(disk 0)
 * Dropping    --last SnapshotDeleted--> Replaying   the store replays the logs and mounts
 * Replaying   --Recovered--> Idle               the server is told
 *
 * on a stand-alone host, if this release of DPM tracks changes there:
 * MakingSet   --Ready--> AskingChanges          of an express full: what has changed?
 * AskingChanges --Changes--> Reading(disk 0)    if the filter cannot tell, all is compared
 *
 * a recovery:
 * Describing  --Described--> Writing(disk 0)
 * Idle        --Carry, to another place--> Writing(disk 0)
 * Writing(n)  --DiskWritten--> Writing(n + 1)   the array has acknowledged all of the disk
 * Writing     --last DiskWritten--> Freezing    each controller is asked for a snapshot to read back
 * Freezing    --last SnapshotCreated--> Proving(disk 0)
 * Proving(n)  --DiskStored--> Proving(n + 1)    the server has compared it with the recovery point
 * Proving     --last DiskStored--> Dropping     or on a failure, also from Freezing
 * Dropping    --last SnapshotDeleted--> Idle    the server is told; the operator may be waited for
 *
 * any         --Kill--> Dead                    its process ends; its snapshot set is given up
 * Dead        --Revive--> Releasing             what a backup held, or Idle; a recovery is given up
 * </pre>
 */
sealed interface AgentState {
  record Idle() implements AgentState {}

  /**
   * The process has ended; nothing is heard.
   *
   * @param before what it was doing
   */
  record Dead(AgentState before) implements AgentState {}

  record Describing(JobOrder order) implements AgentState {}

  record Pinning(JobOrder order, List<VmDisks.Disk> disks, Set<Integer> awaited)
      implements AgentState {
    public Pinning {
      awaited = new TreeSet<>(awaited);
    }
  }

  record MakingSet(JobOrder order, Set<Integer> lus) implements AgentState {
    public MakingSet {
      lus = new TreeSet<>(lus);
    }
  }

  record Preparing(JobOrder order) implements AgentState {}

  record Locating(JobOrder order, VssNotice.Ready ready) implements AgentState {}

  record AskingChanges(Reading reading) implements AgentState {}

  record Dismounting(JobOrder order) implements AgentState {}

  record LocatingLogs(JobOrder order, VmDisks.Disk database) implements AgentState {}

  record Replaying(JobOrder order) implements AgentState {}

  record Reading(
      JobOrder order,
      Set<Integer> lus,
      List<VssNotice.Image> images,
      List<VmDisks.Disk> disks,
      int index,
      List<VmDisks.Disk> changed)
      implements AgentState {
    public Reading {
      lus = new TreeSet<>(lus);
    }

    /** Of disks whose changes nobody has tracked. */
    Reading(
        JobOrder order,
        Set<Integer> lus,
        List<VssNotice.Image> images,
        List<VmDisks.Disk> disks,
        int index) {
      this(order, lus, images, disks, index, List.of());
    }

    /** The same with what has changed since the last backup. */
    Reading tracked(List<VmDisks.Disk> changes) {
      return new Reading(order, lus, images, disks, index, changes);
    }

    /** What has changed of the disk, if that was tracked. */
    Optional<VmDisks.Disk> changes() {
      return changed.stream().filter(each -> each.role() == disk().role()).findFirst();
    }

    /** What is read of the disk. */
    VmDisks.Disk wanted() {
      return changes().orElse(disk());
    }

    VmDisks.Disk disk() {
      return disks.get(index);
    }

    String stream() {
      return order.stream(disk());
    }

    /** How much of the run's data is read when so much of this disk is. */
    double share(long bytesOfDisk) {
      long before = disks.subList(0, index).stream().mapToLong(Reading::bytes).sum();
      long all = disks.stream().mapToLong(Reading::bytes).sum();
      return all == 0 ? 1 : (before + bytesOfDisk) / (double) all;
    }

    private static long bytes(VmDisks.Disk disk) {
      return Pieces.blocks(disk.extents()) * IoBatch.BLOCK_BYTES;
    }

    VssNotice.Image image() {
      return images.stream().filter(image -> image.lu() == disk().lu()).findFirst().orElseThrow();
    }

    Reading next() {
      return new Reading(order, lus, images, disks, index + 1, changed);
    }
  }

  record Ending(JobOrder order, Set<Integer> lus, Outcome outcome) implements AgentState {
    public Ending {
      lus = new TreeSet<>(lus);
    }
  }

  record Releasing(JobOrder order, Set<Integer> awaited, Outcome outcome) implements AgentState {
    public Releasing {
      awaited = new TreeSet<>(awaited);
    }
  }

  record Writing(JobOrder order, List<VmDisks.Disk> disks, int index) implements AgentState {
    VmDisks.Disk disk() {
      return disks.get(index);
    }

    String stream() {
      return order.stream(disk());
    }
  }

  record Freezing(JobOrder order, List<VmDisks.Disk> disks, Set<Integer> awaited)
      implements AgentState {
    public Freezing {
      awaited = new TreeSet<>(awaited);
    }
  }

  record Proving(JobOrder order, List<VmDisks.Disk> disks, int index) implements AgentState {
    VmDisks.Disk disk() {
      return disks.get(index);
    }

    String stream() {
      return order.proofStream(disk());
    }
  }

  record Dropping(JobOrder order, Set<Integer> awaited, Outcome outcome) implements AgentState {
    public Dropping {
      awaited = new TreeSet<>(awaited);
    }
  }
}

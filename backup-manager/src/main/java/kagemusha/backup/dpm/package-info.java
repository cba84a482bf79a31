/**
 * The DPM server and the agents on the hosts.
 *
 * <p>{@link kagemusha.backup.dpm.DpmServer} [DPMSV.dpm] runs the scenario's jobs by schedule, one
 * at a time for each cluster shared volume and host ({@code JobDesk}), and keeps a durable
 * catalogue. {@link kagemusha.backup.dpm.DpmAgent} [HYPRn.dpmra] carries them out; its states are
 * those of {@code AgentState}, those of a replica are in {@code ReplicaRules}. What they say to
 * whom:
 *
 * <pre>
 * server -> agent    Carry, Cancel, AreYouThere (answered by AgentAnswers); DiskStored, DiskSent;
 *                    WhoIsThere (answered by GuestsAre)
 *                    ChecksumRows, StreamRows, StreamAcks
 * agent -> server    SnapshotTaken, DiskOpened or DiskSurfaced, DiskShipped, Restored, JobEnded
 *                    the same rows as above
 * agent -> VM        VmDisks.Describe; TurnOff, Restored, BringOnline
 * agent -> volume    CsvVolume.PrepareForBackup, BackupStarted, BackupComplete
 * agent -> VSS       VssCommand.Start, BackupComplete
 * server -> array    OpenStream, Grant, CloseStream for what is surfaced on the server
 * agent -> array     OpenStream, Grant, CloseStream; OpenWrite, StreamRows; snapshots for the proof
 * </pre>
 *
 * <pre>
 * replica creation    snapshot --read--> agent --ship--> replica
 * express full,       snapshot --read--> agent --compare with the replica's checksums,
 * consistency check                             ship what differs--> replica
 * recovery            recovery point --read--> agent --write--> array, then read back
 * </pre>
 *
 * <p>A transportable snapshot is surfaced on the server instead: the agent hands each disk over
 * with DiskSurfaced, {@code SurfacedDisk} reads it from the array over the storage network and
 * compares it on the spot, and the LAN carries control only. DPM 2010 refuses such a job. The
 * revert has been done on the host before, and no throttle applies.
 *
 * <p>The content of replicas is in the journal, not in a file beside it: so it is cut off at the
 * same tick as the catalogue when the server's machine is lost, and an entity needs no disk of its
 * own. It is written when a disk is complete or 65,536 blocks have changed; what a crash loses
 * belongs to a run that fails with it and leaves the replica inconsistent.
 *
 * <p>A virtual machine's protection group says how long its recovery points are kept and how its
 * data is sent. A throttle holds back what agents ship, as the packet scheduler of the protected
 * computer does; what the server sends for a restore is not throttled. Compression takes processor
 * time at both ends; the receiver's delays nothing.
 *
 * <p>{@code ContentProof} says of every disk, recovery point and restore whether it is what it
 * should be, and {@link kagemusha.backup.dpm.DatabaseProof} whether the mail database in it can be
 * recovered to the moment of its freeze. A bit that flips on the server's disks is in the replica
 * and in all recovery points that share the block with it.
 *
 * <p>Replicas and recovery points share one room ({@code ReplicaVolumes}), which grows in the
 * storage pool if there is one. An agent carries out one job at a time.
 *
 * <p>What is restored to another place goes to a run of free blocks of the volume that the job
 * names, by the agent of the host that it names, and stays there: no virtual machine uses it.
 *
 * <p>A guest has an agent of its own [GUESTn.dpmra] if a job protects its mail database from
 * within. It asks no volume and no host:
 *
 * <pre>
 * replica creation    snapshot --read--> agent --ship--> replica      database and log
 * synchronization     the closed logs since the newest recovery point
 * express full        blocks of the database that the filter has tracked, and the log since then
 * consistency check   as on a host; leaves a recovery point, and the filter tracks from there
 * recovery            the store dismounts; database and the logs it needs are restored and proven;
 *                     the store replays the logs and mounts
 * </pre>
 *
 * The agent of a host that is in no cluster has a filter too from DPM 2012 on; if that cannot tell
 * what has changed, everything is compared. What a filter says has not changed is not read; the
 * array is asked for the digest of the whole disk instead, which costs nothing and proves the
 * replica in every block.
 *
 * <p>Simplifications: the copy-on-write of snapshots and the reads of them are carried out by the
 * array on the owner's behalf, because only there the order of service is known. A restore writes
 * to the array directly, without pinning the volume, and puts zeros where a disk has grown since,
 * instead of replacing the file. Runs of one VM set use one VSS set each, also with the hardware
 * provider, whose sets real DPM may run in parallel. Reading back after a restore costs time of the
 * array only and does not count in the job's duration. A VM's data source is either its disks or
 * its mail database: a scenario does not protect it in both ways. Logs that a full backup has
 * deleted in the guest stay in the replica until their places are written again. The snapshot set
 * of an agent in a guest covers all disks of the guest. The volumes of a host in no cluster are
 * asked to prepare as those of a cluster are, to no effect.
 */
package kagemusha.backup.dpm;

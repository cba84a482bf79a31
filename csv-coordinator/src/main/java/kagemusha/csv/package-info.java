/**
 * Cluster shared volumes: who owns a volume, and which way each host's I/O goes.
 *
 * <p>{@link kagemusha.csv.CsvVolume} is the cluster's view of one volume (owner, epoch, backup
 * state; durable; its transition table is in {@link kagemusha.csv.CsvVolumeState}); {@link
 * kagemusha.csv.CsvNode} is one host's storage stack, through which all I/O of its guests passes.
 * Guests pass {@code IoBatch} rows to the node of their host; the node sends them to the array, or
 * to the owner's node while the volume is redirected; completions come back along the route.
 *
 * <pre>
 * requester (agent)  PrepareForBackup -> volume     Prepared, Busy (0x173D)
 *                    BackupStarted    -> volume     Started, or Cleared if it comes too late
 *                    BackupComplete   -> volume     Released, whether it held the volume or not
 * administrator      ClearBackupState -> volume     Cleared, to each requester concerned as well
 * volume             Hold, Resume     -> each node  Held, Resumed
 *                    OwnerLost        -> each node  Held, unless that has been said
 * registry           NodeLost         -> volume     see {@code Takeover}
 * snapshot service   HoldWrites, ReleaseWrites -> the owner's node    WritesHeld, HoldExpired
 * </pre>
 *
 * <p>To prepare, the volume holds all nodes, moves ownership and resumes them redirected. If no
 * backup starts within 30 minutes it leaves the state by itself. A backup that needs redirection
 * keeps the volume to itself until it ends; beside one that does not, further jobs of the same host
 * may be prepared, and while that goes on redirection is back for a while.
 *
 * <p>When a volume's owner dies, the other nodes take back what they had sent through it, and it
 * waits with all new I/O until another host has mounted the volume; then it is sent again. A write
 * that the dead owner had passed on is so carried out twice, with the same content.
 *
 * <p>Completions say what part of an I/O's latency was a hold (of the volume or of its writes) and
 * what part the way through another host; the rest is array and storage network.
 *
 * <p>Simplifications: the redirector's service time is charged to an I/O's latency without holding
 * the I/O back (0.15 ms earlier at the array than it would be); linked I/Os are charged the
 * declared round trip of each hop instead of queueing for the network one by one; the limits on a
 * prepared volume and on held writes are exact for whoever answers, but a watch over one who never
 * does ends a few quanta late (32 and 8, so that padding never breaks a limit), and that time
 * counts as padding; a hold of writes is not told that the backup state was cleared, so writes of
 * other hosts pass it from then on.
 */
package kagemusha.csv;

/**
 * The storage array: one {@link kagemusha.array.Controller} entity for each controller of the
 * topology. Hosts (or, under redirection, the owner of a volume) send it {@link
 * kagemusha.array.protocol.IoBatch}es; it returns {@link kagemusha.array.protocol.IoCompletions}
 * along their route. Agents on the hosts send it {@link
 * kagemusha.array.protocol.ControllerCommand}s.
 *
 * <p>A controller has its LUs to itself, with their pools, RAID groups and spindles. It merges all
 * batches in order of time with its own {@link kagemusha.array.agenda.Agenda} and serves every I/O
 * at its own due time, so its latencies do not depend on the quantum. A host I/O goes through:
 *
 * <pre>
 * Arrived   --processor done (front end, first come first served)--> Ready
 * Ready     --READ, in cache or hit--> Leaving
 * Ready     --READ, else--> OnDisk  --last part read--> Leaving
 * Ready     --WRITE, blocks untouched since a snapshot--> Copying  --old data read--> Admitting
 * Ready     --WRITE, the same, diff area cannot grow--> Admitting   those snapshots are dropped
 * Ready     --WRITE, else--> Admitting
 * Admitting --room in the cache--> Leaving   dirty, new version, pages allocated if need be
 * Admitting --write-pending limit--> Waiting --room, in order of arrival--> Leaving
 * Admitting, Waiting --there would be room, but a snapshot was taken since Ready--> Copying
 * Leaving   --front-end latency--> Done      completion; a linked row then starts after its delay
 * </pre>
 *
 * <p>A software snapshot belongs to the host; its copy-on-write is charged here: the old blocks are
 * read as a read command of the LU (fixed latency included), the host's write waits for that, and
 * the copy enters the cache at the end of the LU together with the host's write. Both commands
 * occupy the front end and count as I/Os of the LU.
 *
 * <p>A snapshot may hold some extents of an LU only, as a guest's does that sees its own disks;
 * what lies outside is neither saved nor shown. A {@link
 * kagemusha.array.protocol.ControllerCommand.Revert} gives a snapshot, or the image of a split pair
 * on another LU, the content of an older snapshot: each run of blocks that differ is read as the
 * older shows it and written to the diff area of the newer one, one run after the other; its states
 * are with {@code Reverts}.
 *
 * <p>A snapshot whose old data finds no room (the diff area is at its maximum, or its pool is full)
 * is dropped with event 25 of volsnap and {@link
 * kagemusha.array.protocol.ControllerNotice.SnapshotLost} to its creator; its streams fall silent,
 * and a revert of it or to it ends with {@link kagemusha.array.protocol.ControllerNotice.Refused}.
 * Snapshots of the LU that did not need the copy live on.
 *
 * <p>A completion says how much of its residence was Copying, how much Waiting and how much
 * queueing in the front end and at the disks; what is left is service.
 *
 * <p>A stream ({@link kagemusha.array.protocol.ControllerCommand.OpenStream}) keeps its depth of
 * reads outstanding and gives its pieces in order of address. A piece ends at a chunk of 2 MiB of
 * the LU or with its extent; it is sent when all of it has been read, so a grant below 2 MiB may
 * never complete one. Deleting a snapshot closes its streams.
 *
 * <p>ShadowImage pairs are in {@link kagemusha.array.pair}; the image of a split pair is read by a
 * stream like a snapshot of the secondary volume.
 *
 * <p>A sequential write ({@link kagemusha.array.protocol.ControllerCommand.OpenWrite}) takes the
 * rows of its stream in the order of arrival, one at a time and each as one command; a row goes the
 * way of a host's write from Ready on, copy-on-write and waiting for cache room included, so that
 * room is what limits its pace. Its end is acknowledged with the bytes written so far.
 *
 * <p>A full pool: the completion of a write to a page that does not exist says that it has failed,
 * the version of its blocks does not change, rows of its chain behind it are not carried out and
 * fail with it, and one event of level CRITICAL is written for the pool. A sequential write is
 * refused from then on. If it is old data that finds no page, the snapshots that need it are lost
 * with their streams; whoever had them created is told. {@link
 * kagemusha.array.protocol.ControllerCommand.GrowPool} adds a RAID group of the pool's reserve.
 * Pages are never given back, so that is the only way out.
 *
 * <p>While one of two controllers is away ({@code Redundancy}) a command takes twice as long in the
 * front end, and a write that is Leaving first waits until the drives have it ({@code
 * WriteThrough}), because the cache has no mirror.
 *
 * <p>Simplified: commands always come to the controller that manages the LU, so the price of
 * crossing over is not charged; a second write to blocks whose old data is still being read does
 * not wait for it; a command is served in whole blocks of 16 KiB; a write that is behind its
 * copy-on-write when a snapshot is made is not copied for that one, so its cost is missing while
 * the content is right (the requester holds writes over that moment); a run that is reverted twice
 * takes room in the diff area twice.
 */
package kagemusha.array;

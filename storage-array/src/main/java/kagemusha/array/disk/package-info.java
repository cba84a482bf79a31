/**
 * Disks and RAID groups: where time is spent when the cache does not help.
 *
 * <p>A {@link kagemusha.array.disk.FcfsServer} is one server with a queue, first come first served.
 * A request's departure is computed when it arrives, so arrivals must come in order of time and no
 * events are needed. A {@link kagemusha.array.disk.Spindle} is such a server whose service time
 * comes from a {@link kagemusha.array.disk.ServiceTime}, in a run the {@link
 * kagemusha.array.disk.DriveModel}: seek, rotation, transfer, settling. Queueing laws (M/M/1,
 * M/G/1) are tested on the pair.
 *
 * <p>A {@link kagemusha.array.disk.RaidGroup} maps rows and stripe units to spindles by its {@link
 * kagemusha.array.disk.RaidGeometry}:
 *
 * <pre>
 * level     host read                 destage of a whole row     destage of a part
 * RAID 1+0  one of two copies         a write to each copy       a write to each copy
 * RAID 5    the data disk             a write to every disk      read data and parity, then write both
 * </pre>
 *
 * Of two copies one serves the even rows, the other the odd ones: both work alike, and which disk
 * is read does not depend on what else goes on.
 *
 * <p>Simplified: disks move whole blocks of 16 KiB; a drive does not reorder its queue; all
 * cylinders transfer at one rate.
 */
package kagemusha.array.disk;

/**
 * The write-back cache of a controller and how it empties itself.
 *
 * <p>A host write is complete when its blocks are dirty in a {@link
 * kagemusha.array.cache.CachedVolume}; rewriting a dirty block costs nothing more. {@link
 * kagemusha.array.cache.WritePending} counts what the disks do not have yet, over all LUs of the
 * controller, and says when host writes have to wait.
 *
 * <p>Each LU has a {@link kagemusha.array.cache.Destager}. The policy: at every whole multiple of
 * the destage interval it lists the rows of stripe units that are dirty at that moment, for each
 * RAID group in order of address, and issues those of a group one after the other, evenly spaced
 * over the interval. So all disks see a steady trickle instead of a burst. Everything dirty in a
 * row goes when its turn comes: in each stripe unit one write from the first dirty block to the
 * last. Blocks dirtied behind that point wait for the next interval. While host writes wait for
 * room, rows are issued ahead of their turn, two for each spindle of the pool.
 *
 * <p>A RAID 5 row that is dirty from end to end is written with its parity at once; of another, old
 * data and parity are read first. A row goes through:
 *
 * <pre>
 * Dirty    --turn comes, full or RAID 1+0--> Writing
 * Dirty    --turn comes, part of RAID 5----> Reading  --old data and parity read--> Writing
 * Writing  --last disk done--> clean; the write-pending count falls
 * </pre>
 *
 * <p>Simplified: a block on its way to the disks is read from the disks, not from the cache; there
 * is no read cache beside the configured hit ratio, and the mirror of the cache in the other
 * controller is a part of the front end's latency.
 */
package kagemusha.array.cache;

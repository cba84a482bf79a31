/**
 * Logical units: thin provisioning, block versions and software snapshots.
 *
 * <p>A {@link kagemusha.array.volume.Volume} takes pages from a {@link kagemusha.array.volume.Pool}
 * on the first write to them, in turn from the pool's RAID groups; the number of a pool page is its
 * age. The {@link kagemusha.array.volume.VersionMap} gives every block of 16 KiB the number of the
 * last write that touched it, in chunks of 2 MiB that a volume and its snapshots share until one is
 * written.
 *
 * <p>A {@link kagemusha.array.volume.Snapshot} sees a block go through:
 *
 * <pre>
 * Empty      page allocated after the snapshot: reads as nothing, is never saved
 * Untouched  --first write--> Touched   the old data is copied to the diff area, once for all
 *                                       snapshots that still need it
 * Touched    reads come from the diff area
 * any        --revert--> Touched        with the older snapshot's content
 * </pre>
 *
 * <p>The diff area has 320 MiB at first and grows in steps of 320 MiB up to the LU's maximum. What
 * is to happen when it cannot is the controller's business.
 *
 * <p>The cost of a copy is the controller's business; content is right whatever it costs, because
 * the versions are frozen at the moment of the snapshot.
 *
 * <p>Simplified: the diff area lies at the end of the LU and shares its addresses with whatever a
 * host may have put there; all snapshots of an LU share it, a guest's too, whose own is really
 * inside its disks; growing costs no time but that of new pool pages; the room of a snapshot is
 * free again only with the last one. Where in the area a saved block lies is drawn from its number,
 * not remembered, so that one just written may happen to be found in the cache. The LU's map of
 * pages is never thinned out again.
 */
package kagemusha.array.volume;

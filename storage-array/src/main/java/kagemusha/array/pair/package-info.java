/**
 * ShadowImage pairs: a secondary volume (S-VOL) that is kept equal to a primary one (P-VOL), or
 * split from it and read.
 *
 * <p>A {@link kagemusha.array.pair.ShadowImagePair} is the pair as operators and the hardware
 * provider see it. It takes {@link kagemusha.array.protocol.PairCommand} over the network, answers
 * with {@link kagemusha.array.protocol.PairNotice}, and tells the controller of its volumes what to
 * do. The controller has a {@link kagemusha.array.pair.PairCopier} for each pair, which does it and
 * tells the pair when it is done.
 *
 * <pre>
 * Simplex   (SMPL) --Create--> Copying            everything allocated is copied
 * Copying   (COPY) --CopyDone--> Mirroring        the asker is told
 * Mirroring (PAIR) --Split--> Splitting (PAIR)    the last writes are copied
 * Splitting (PAIR) --ImageFrozen--> Split         the asker is told
 * Splitting (PAIR) --ImageRefused--> Mirroring    the name is taken
 * Split     (PSUS) --Resync--> Copying            what differs is copied; the image is gone
 * Split     (PSUS) --Restore--> Restoring         what differs is copied back; the image is gone
 * Restoring (RCPY) --CopyDone--> Mirroring        the asker is told
 * Copying, Mirroring, Splitting, Restoring --CopyFailed--> Suspended   the pool is full
 * Suspended (PSUE) --Resync--> Copying
 * Mirroring, Splitting, Split, Suspended --Delete--> Simplex
 * Copying, Mirroring, Splitting, Split, Restoring --Suspend--> Suspended   where it is allowed
 * </pre>
 *
 * <p>Which command is carried out (Ok), answered without effect (Np) or rejected (Ab):
 *
 * <pre>
 *        Create  Split  Resync  Restore  Delete  Suspend
 * SMPL   Ok      Ab     Ab      Ab       Np      Ab
 * COPY   Np      Ab     Np      Np       Ab      Ab
 * PAIR   Np      Ok     Np      Np       Ok      Ab
 * PSUS   Ab      Np     Ok      Ok       Ok      Ab
 * RCPY   Np      Ab     Np      Np       Ab      Ab
 * PSUE   Ab      Ab     Ok      Ab       Ok      Ab
 * </pre>
 *
 * <p>A pair that is {@code quick} waits for no copy [pub: Quick Resync, Quick Split]:
 *
 * <pre>
 * Split, Filling, Suspended --Resync--> CatchingUp (PAIR)   answered at once, what differs is copied
 * CatchingUp (PAIR) --CopyDone--> Mirroring
 * CatchingUp, Mirroring --Split, ImageFrozen--> Filling (PSUS, pending)
 * Filling   (PSUS) --CopyDone--> Split
 * CatchingUp, Filling --CopyFailed--> Suspended   the image is lost, who has split is told
 * </pre>
 *
 * <p>The image of a quick split is the primary volume's content of that moment. What the secondary
 * volume does not hold yet is read from the primary one's disks. A write to the primary volume into
 * such a track stays in the cache, and the disks keep the old data, until the track has been
 * copied; so it is as long as no more of the cache's limit is used than {@code held-writes} of the
 * topology says. Beyond that, and to the secondary volume, a write waits until the track and those
 * beside it have been copied, which is done at once. Everything else is copied at the pace. A
 * resync in between puts what is left back into the bitmap. Restore and Delete are rejected until
 * all is copied.
 *
 * <p>With {@code forced-suspend} of the topology Suspend is Ok in COPY, PAIR, PSUS and RCPY. A
 * second Split while one is waited for is rejected. Query is answered in every state.
 *
 * <p>A copy goes in pieces of tracks side by side, several at a time, begun no faster than the pace
 * allows: read from the disks of the one volume (one operation for each disk) and written into the
 * cache of the other, from where they are destaged like anything else, but whole rows in one
 * operation for each disk. While the pair is copied or in step, a host's write is copied on by
 * itself, ahead of the tracks. While it is split, every write to either volume marks its track, as
 * large as the topology says. Pages that neither volume has cost nothing.
 *
 * <p>The journal keeps the state. A copy that was under way when the process died leaves the pair
 * suspended.
 *
 * <p>Simplified: a copy does not occupy the controller's processor and does not count in the LUs'
 * own figures, only in the disks', and what is read of a secondary volume counts there though the
 * primary's disks may serve it; what a host writes to a volume that it may not write to (the
 * secondary outside PSUS, the primary in RCPY) is not refused but overwritten by the copy; a copy
 * back into a volume with software snapshots is not charged for copy-on-write; a resynchronization
 * and a copy back take the volumes' content, so what a revert has changed in the image alone is not
 * copied; the controller itself keeps no journal, so after a restart of the array's process the
 * volumes count as equal.
 */
package kagemusha.array.pair;

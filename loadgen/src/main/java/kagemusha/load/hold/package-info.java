/**
 * Holding writes for a snapshot, with an end of its own: the freeze of the mail store and the held
 * writes of a guest's disks follow the same rules ({@link kagemusha.load.hold.HoldRules}).
 *
 * <pre>
 * Open      --Begin-----------------> Draining   writes wait; those in flight are awaited
 * Draining  --Drained---------------> Held       the asker is told
 * Draining, Held --End--------------> Open       writes go on; if the limit had passed in real
 *                                                time, the asker is told that it has expired
 * Draining, Held --Limit------------> Open       the same without having been asked
 * Draining, Held --Begin of another-> unchanged  the newcomer is told that it has expired
 * Open      --End, Limit------------> Open       too late, or of a hold that has ended: ignored
 * </pre>
 *
 * <p>The asker waits for other machines, so its End carries artificial padding, which does not
 * count against the limit. The timer that ends a hold by itself allows for it: it goes off later by
 * an allowance of some quanta.
 */
package kagemusha.load.hold;

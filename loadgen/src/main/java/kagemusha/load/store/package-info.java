/**
 * What the mail store lets a backup do: {@link kagemusha.load.store.StoreCommand} freezes and thaws
 * it, {@link kagemusha.load.store.StoreDocument} says what a frozen database needs for recovery.
 *
 * <p>Every write of the store carries a version, which stands for the content of the blocks:
 *
 * <pre>
 * log block      number of the log write, from 1, shifted left by 8 bits; of the last one if
 *                several share the block
 * database page  number of the last log write that was on disk before it, shifted left by 8 bits,
 *                plus the number of the page write since then, from 1
 * header         page 0 of the database: checkpoint shifted left by 8 bits, plus 1 for a dirty or
 *                2 for a clean shutdown
 * 0              not written since the run began, when the database had been shut down cleanly
 * </pre>
 *
 * <p>So a page with version v needs all log writes up to v >>> 8 on disk. {@link
 * kagemusha.load.store.ContentVersion} makes and reads versions, {@link
 * kagemusha.load.store.DatabaseCheck} says of a copy of the disks whether the store could be
 * recovered from it.
 */
package kagemusha.load.store;

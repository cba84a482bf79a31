/**
 * The proof that no acknowledged write is lost, from outside the emulated system.
 *
 * <p>The {@link kagemusha.node.audit.Auditor} lives on the array's machine and asks every virtual
 * machine, out of band and every ten seconds, up to which log write its clients may rely on what
 * they were told ({@link kagemusha.node.audit.Acknowledged}).
 *
 * <pre>
 * auditor  Ask    -> each machine       Acknowledged, also of one that is off
 * auditor  Survey -> a controller       the block of that log write, at once: is it there?
 * auditor  Survey -> a controller       at the end of the run the whole database and log
 * </pre>
 *
 * <p>What was acknowledged once stays so: a machine that starts anew, on its host or another one,
 * must find at least that much on its disks. Only a restore takes something away. What is missing
 * is logged as event 9290, which fails the run; 9291 tells what was found at the end. Nothing of
 * the emulated system waits for an audit or is slowed by it.
 */
package kagemusha.node.audit;

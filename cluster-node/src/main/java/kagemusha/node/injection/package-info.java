/**
 * What is done to the emulated system from outside, as a scenario or an order during the run says.
 *
 * <p>Every machine has an {@link kagemusha.node.injection.Injector}. It waits for what can be seen
 * on its machine: a time, an event that begins a phase, a progress or a count that an entity
 * reports. What is to be done then goes its way from machine to machine, past all networks, a
 * quantum each:
 *
 * <pre>
 * the machine that sees the trigger
 *   -> the one that knows whom a selector means   the array the owner of a volume, the backup
 *                                                 server what is in backup
 *   -> the one on which the target lives then     it is done there, at that moment
 * </pre>
 *
 * <p>If both ends are on one machine, as with a phase of a host's snapshot and a guest on that
 * host, no time passes. Who lives where is asked of the kernel, because guests move.
 *
 * <p>How something is done is not known here: {@link kagemusha.node.injection.Site} knows the parts
 * of the site. Every injection leaves events of the source {@code Injection} ({@link
 * kagemusha.node.injection.InjectionEvents}) and at the end of the run the figure of what it has
 * touched. What is to be done to a real process leaves the same events; the launcher does it when
 * they are committed.
 */
package kagemusha.node.injection;

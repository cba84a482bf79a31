/**
 * One emulated machine. {@link kagemusha.kernel.machine.MachineCore} is its share of a tick as a
 * conversation with its entities; {@link kagemusha.kernel.machine.MachineActor} holds that
 * conversation with one actor per entity and exchanges mail with its peers; {@link
 * kagemusha.kernel.machine.BareMachine} holds it in a plain loop.
 *
 * <pre>
 * a tick = segments; a segment ends at the next control delivery, sample, or the end of the tick
 * segment: advance each entity of the pipeline once, in order -> put what was sent on the wire
 * cut:     deliver control due now, one message at a time -> take samples due now
 * end:     invariants, journals -> mail to peers, report to the conductor
 * </pre>
 *
 * <p>Control that an entity sends on its own machine while data flows is delivered at the end of
 * the segment at the earliest; what that is later than meant is added to its padding. The
 * conductor's package depends on this one, which declares what it reports ({@link
 * kagemusha.kernel.machine.MachineReport}).
 */
package kagemusha.kernel.machine;

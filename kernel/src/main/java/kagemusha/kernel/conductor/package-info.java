/**
 * Who moves time: {@link kagemusha.kernel.conductor.Conductor} opens a tick on all machines that
 * have something to do in it, commits it when the {@code TickLedger} is complete, and tells its
 * {@link kagemusha.kernel.conductor.RunListener}. {@link kagemusha.kernel.conductor.BareLoop} does
 * the same in one thread without actors, with the same bytes.
 */
package kagemusha.kernel.conductor;

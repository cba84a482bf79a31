/**
 * The internal events of a controller: a queue of times with a {@link kagemusha.array.agenda.Work}
 * packed into a {@code long} together with its owner (an LU or a stream) and an index (a slot, a
 * count). Nothing is allocated for an event. The cache and the front of the controller both put
 * work here; the controller takes it out in order of time and hands it on.
 */
package kagemusha.array.agenda;

/**
 * State that outlives its process: the journal of one durable entity on Pekko Persistence. Events
 * are JSON with a type name of their own and the number of their tick; a tick's events are one
 * batch, written before the tick is reported done.
 */
package kagemusha.kernel.durable;

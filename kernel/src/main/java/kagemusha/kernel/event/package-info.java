/** Entries of the event log, in the way of Windows: source, number, level, text. */
package kagemusha.kernel.event;

/**
 * Performance counters by the performance monitor's names, sampled by the machine at exact
 * multiples of their interval, and statistics that an entity reports once at the end of a run.
 */
package kagemusha.kernel.counter;

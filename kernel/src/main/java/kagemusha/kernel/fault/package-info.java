/**
 * What entities and those who disturb them from outside have to say to each other: how far are you
 * ({@link kagemusha.kernel.fault.Observe}), and what has it changed ({@link
 * kagemusha.kernel.fault.Disturbance}).
 */
package kagemusha.kernel.fault;

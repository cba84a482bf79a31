/**
 * What an emulated thing is: an {@link kagemusha.kernel.entity.Entity} with a name, a protocol of
 * control messages and rows of data; what it may do ({@link kagemusha.kernel.entity.Context}); and
 * what pure rules return ({@link kagemusha.kernel.entity.Decision}). Nothing here knows actors or
 * clocks. Every module to the right implements entities; only {@code kernel.machine} calls them.
 */
package kagemusha.kernel.entity;

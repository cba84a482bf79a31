package kagemusha.kernel.entity;

/**
 * A message that nobody repeats: on an impaired network it is lost where any other would be late.
 * Heartbeats are sent so.
 */
public interface Datagram extends Message {}

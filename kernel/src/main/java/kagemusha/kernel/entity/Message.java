package kagemusha.kernel.entity;

/**
 * A control message between entities: an immutable record, registered for the wire. Each entity
 * declares one sealed interface of the messages that it accepts.
 */
public interface Message {}

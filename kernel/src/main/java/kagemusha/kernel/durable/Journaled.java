package kagemusha.kernel.durable;

/**
 * One event as it lies in the journal: JSON with a type name of its own, so that stored events
 * outlive the classes that wrote them.
 *
 * @param tick the tick in which it happened; it counts only if that tick was committed
 * @param type name of the event's record, without package
 */
public record Journaled(long tick, String type, String json) {}

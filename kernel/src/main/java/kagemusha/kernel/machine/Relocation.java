package kagemusha.kernel.machine;

import kagemusha.kernel.entity.EntityId;

/** From this time on, what is sent to an entity is for another machine. */
public record Relocation(EntityId entity, long fromNanos, String machine) implements Announcement {}

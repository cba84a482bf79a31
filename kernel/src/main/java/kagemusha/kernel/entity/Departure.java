package kagemusha.kernel.entity;

import java.util.List;

/**
 * Entities that leave their machine for another, together and with all that they know.
 *
 * @param entities in the order in which they are packed and unpacked; all {@link MovableEntity}
 * @param machine where they go; it has a seat for each of them
 * @param atNanos when they leave, at least one quantum from now, so that everybody can know where
 *     to write to from then on
 * @param network over which their state travels
 * @param bytes what the state occupies there
 */
public record Departure(
    List<EntityId> entities, String machine, long atNanos, String network, long bytes) {
  public Departure {
    entities = List.copyOf(entities);
    if (bytes < 0) {
      throw new IllegalArgumentException("a state of " + bytes + " bytes");
    }
  }
}

package kagemusha.kernel.machine;

import java.util.List;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;

/**
 * What a machine consists of.
 *
 * @param pipeline the order in which data flows through the entities in a segment; an entity may
 *     stand in it twice, when data passes through it on the way in and again on the way out
 */
public record MachineBlueprint(
    String name, List<Entity<?>> entities, List<EntityId> pipeline, List<NicSpec> nics) {
  public MachineBlueprint {
    entities = List.copyOf(entities);
    pipeline = List.copyOf(pipeline);
    nics = List.copyOf(nics);
    var known = entities.stream().map(Entity::id).toList();
    if (known.stream().distinct().count() != known.size()) {
      throw new IllegalArgumentException("machine " + name + " has two entities of one name");
    }
    if (!known.containsAll(pipeline)) {
      throw new IllegalArgumentException("machine " + name + ": unknown entity in its pipeline");
    }
  }
}

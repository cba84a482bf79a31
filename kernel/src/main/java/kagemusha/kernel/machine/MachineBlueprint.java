package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.MovableEntity;

/**
 * What a machine consists of.
 *
 * @param visitors entities that can come to this machine during the run, those that are on it at
 *     the start included, and how they are made
 * @param pipeline the order in which data flows through the entities in a segment; an entity may
 *     stand in it twice, when data passes through it on the way in and again on the way out
 */
public record MachineBlueprint(
    String name,
    List<Entity<?>> entities,
    Map<EntityId, Supplier<? extends MovableEntity<?, ?>>> visitors,
    List<EntityId> pipeline,
    List<NicSpec> nics) {
  public MachineBlueprint {
    entities = List.copyOf(entities);
    visitors = Collections.unmodifiableMap(new LinkedHashMap<>(visitors));
    pipeline = List.copyOf(pipeline);
    nics = List.copyOf(nics);
    List<EntityId> known = new ArrayList<>(entities.stream().map(Entity::id).toList());
    if (known.stream().distinct().count() != known.size()) {
      throw new IllegalArgumentException("machine " + name + " has two entities of one name");
    }
    known.addAll(visitors.keySet());
    if (!known.containsAll(pipeline)) {
      throw new IllegalArgumentException("machine " + name + ": unknown entity in its pipeline");
    }
  }

  /** A machine that nobody comes to. */
  public MachineBlueprint(
      String name, List<Entity<?>> entities, List<EntityId> pipeline, List<NicSpec> nics) {
    this(name, entities, Map.of(), pipeline, nics);
  }

  /** The same machine after it was lost: nobody who could live elsewhere is on it. */
  MachineBlueprint withoutVisitors() {
    List<Entity<?>> residents = new ArrayList<>(entities);
    residents.removeIf(entity -> visitors.containsKey(entity.id()));
    return new MachineBlueprint(name, residents, visitors, pipeline, nics);
  }

  /** A freshly made entity for a vacant seat. */
  MovableEntity<?, ?> visitor(EntityId id) {
    return visitors.get(id).get();
  }
}

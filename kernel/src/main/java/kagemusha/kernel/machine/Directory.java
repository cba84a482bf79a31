package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kagemusha.kernel.entity.EntityId;

/** Which machine each entity of the run lives on, and from when on those that have moved. */
public final class Directory {
  private final Map<EntityId, String> machines;

  /** In the order in which they were announced, which is that of their times. */
  private final Map<EntityId, List<Relocation>> moved = new HashMap<>();

  public Directory(Map<EntityId, String> machines) {
    this.machines = Map.copyOf(machines);
  }

  /** A directory of a machine's own, which learns of moves when the machine does. */
  Directory copy() {
    return new Directory(machines);
  }

  /** An entity lives somewhere else from now on. */
  void relocate(Relocation relocation) {
    moved.computeIfAbsent(relocation.entity(), id -> new ArrayList<>()).add(relocation);
  }

  /**
   * Where an entity is at this time.
   *
   * @throws IllegalStateException if nobody has that name
   */
  String machineOf(EntityId entity, long atNanos) {
    String machine = machines.get(entity);
    if (machine == null) {
      throw new IllegalStateException("no entity " + entity + " in this run");
    }
    for (Relocation each : moved.getOrDefault(entity, List.of())) {
      machine = each.fromNanos() <= atNanos ? each.machine() : machine;
    }
    return machine;
  }
}

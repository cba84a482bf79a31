package kagemusha.kernel.machine;

import java.util.Map;
import kagemusha.kernel.entity.EntityId;

/** Which machine each entity of the run lives on. */
public final class Directory {
  private final Map<EntityId, String> machines;

  public Directory(Map<EntityId, String> machines) {
    this.machines = Map.copyOf(machines);
  }

  /**
   * @throws IllegalStateException if nobody has that name
   */
  String machineOf(EntityId entity) {
    String machine = machines.get(entity);
    if (machine == null) {
      throw new IllegalStateException("no entity " + entity + " in this run");
    }
    return machine;
  }
}

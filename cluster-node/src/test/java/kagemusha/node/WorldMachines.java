package kagemusha.node;

import java.nio.file.Path;
import java.util.List;
import kagemusha.array.Controller;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.kernel.machine.MachineBlueprint;

/** All machines of a world, for a run in one thread that leaves its disks to look at. */
final class WorldMachines {
  private WorldMachines() {}

  static List<MachineBlueprint> of(Topology topology, Path scenario) {
    World world = new World(topology, ScenarioReader.file(scenario, topology));
    return world.machines().stream().map(world::blueprint).toList();
  }

  /** The first controller; the small topology has no other. */
  static Controller controller(List<MachineBlueprint> machines) {
    return machines.stream()
        .flatMap(machine -> machine.entities().stream())
        .filter(Controller.class::isInstance)
        .map(Controller.class::cast)
        .findFirst()
        .orElseThrow();
  }
}

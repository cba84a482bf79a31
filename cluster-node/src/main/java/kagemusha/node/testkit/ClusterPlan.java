package kagemusha.node.testkit;

import java.nio.file.Path;
import java.util.List;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.node.RunPlan;

/** What a cluster is to be. */
public record ClusterPlan(Topology topology, Scenario scenario, long seed) {
  /**
   * @throws kagemusha.config.ConfigException with file and line if something in the folder's
   *     topology or scenario is wrong
   */
  static ClusterPlan read(Path folder, long seed) {
    Topology topology = TopologyReader.file(folder.resolve(RunPlan.TOPOLOGY_FILE));
    Scenario scenario = ScenarioReader.file(folder.resolve(RunPlan.SCENARIO_FILE), topology);
    return new ClusterPlan(topology, scenario, seed);
  }

  /**
   * The run as its folder describes it.
   *
   * @param processes the machines of each
   */
  public RunPlan runPlan(Path folder, List<List<String>> processes) {
    RunSettings settings = settings();
    return new RunPlan(
        folder.getFileName().toString(),
        scenario.name(),
        topology.name(),
        seed,
        settings.quantumNanos(),
        settings.endNanos(),
        settings.steadyFromNanos(),
        settings.steadyUntilNanos(),
        true,
        0,
        true,
        processes,
        "",
        List.of());
  }

  RunSettings settings() {
    long end = scenario.length().toNanos();
    return new RunSettings(seed, scenario.quantum().toNanos(), end, 0, end);
  }
}

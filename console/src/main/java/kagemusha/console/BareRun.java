package kagemusha.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.conductor.BareLoop;
import kagemusha.node.RunPlan;
import kagemusha.node.World;

/**
 * Repeats the run that a run folder describes in one thread, without a cluster. What it records is
 * what the cluster has recorded, byte for byte.
 */
final class BareRun {
  private BareRun() {}

  /**
   * @param folder a run folder: description, topology and scenario are read from it
   * @param into an existing folder for events and counters
   */
  static RunResult of(Path folder, Path into, PrintStream out) throws IOException {
    RunPlan plan = RunPlan.read(folder);
    Topology topology = TopologyReader.file(folder.resolve(RunPlan.TOPOLOGY_FILE));
    Scenario scenario = ScenarioReader.file(folder.resolve(RunPlan.SCENARIO_FILE), topology);
    World world = new World(topology, scenario);
    Progress progress = new Progress(out, plan, false);
    Recorder recorder = new Recorder(into, plan, new VirtualClock(scenario.start()), progress);
    BareLoop loop =
        new BareLoop(
            world.machines().stream().map(world::blueprint).toList(),
            plan.settings(),
            world.directory(),
            recorder);
    for (RunPlan.Loss loss : plan.losses()) {
      loop.losing(loss.machines(), loss.timeNanos());
    }
    loop.run();
    return recorder.result().join();
  }
}

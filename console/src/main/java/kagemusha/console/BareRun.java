package kagemusha.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.conductor.BareLoop;
import kagemusha.node.RunLog;
import kagemusha.node.RunPlan;
import kagemusha.node.World;

/**
 * Repeats the run that a run folder describes in one thread, without a cluster: with its orders,
 * the deaths of its machines and their returns, up to its end. What it records is what the cluster
 * has recorded, byte for byte.
 */
final class BareRun {
  private BareRun() {}

  /**
   * @param folder a run folder: description, topology, scenario and run log are read from it
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
            world.machines(), world::blueprint, plan.settings(), world.directory(), recorder);
    if (plan.restart()) {
      world.boot().forEach(loop::booting);
    }
    List<RunLog.Entry> log = RunLog.read(folder);
    if (log.isEmpty()) {
      plan.losses().forEach(loss -> lose(loop, loss.machines(), loss.timeNanos()));
    }
    if (needsJournals(scenario, log)) {
      loop.remembering();
    }
    log.forEach(entry -> repeat(entry, loop, world));
    loop.run();
    return recorder.result().join();
  }

  /** Whether somebody may switch a machine on again: only then are journals worth their keep. */
  private static boolean needsJournals(Scenario scenario, List<RunLog.Entry> log) {
    return !scenario.injections().isEmpty()
        || log.stream().anyMatch(entry -> entry.what() == RunLog.What.ORDER);
  }

  private static void repeat(RunLog.Entry entry, BareLoop loop, World world) {
    switch (entry.what()) {
      case ORDER ->
          loop.ordering(entry.nanos(), world.orders().order(entry.number(), entry.text()));
      case LOSS -> lose(loop, entry.machine(), entry.nanos());
      case END -> loop.until(entry.tick() - 1);
      case RETURN -> {
        // It follows from the loss.
      }
    }
  }

  private static void lose(BareLoop loop, String machines, long nanos) {
    for (String machine : machines.split(", ")) {
      loop.losing(machine, nanos);
    }
  }
}

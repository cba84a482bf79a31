package kagemusha.console.matrix;

import kagemusha.config.Scenario;
import kagemusha.kernel.conductor.BareLoop;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.node.World;

/** One world in one thread, from its start to the end of the trial. */
final class Trial {
  /** [EE] A trial whose backup has not ended by then says nothing. */
  private static final long LIMIT_NANOS = 24 * 3_600_000_000_000L;

  private Trial() {}

  static TrialResult run(MatrixSetup setup, TrialPlan plan) {
    Scenario scenario = plan.scenario(setup);
    World world = new World(setup.topology(), scenario);
    long quantumNanos = setup.quantum().toNanos();
    TrialWatch watch = new TrialWatch(plan);
    new BareLoop(
            world.machines().stream().map(world::blueprint).toList(),
            new RunSettings(setup.seed(), quantumNanos, LIMIT_NANOS, 0, LIMIT_NANOS),
            world.directory(),
            watch)
        .stoppingWhen(watch::isOver)
        .run();
    return watch.result();
  }
}

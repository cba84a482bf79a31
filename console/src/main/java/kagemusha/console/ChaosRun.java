package kagemusha.console;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import kagemusha.config.Expectation;
import kagemusha.kernel.conductor.BareLoop;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.node.RunPlan;
import kagemusha.node.World;
import kagemusha.node.invariant.Breach;
import kagemusha.node.invariant.Invariants;

/**
 * One run of a chaos script, in one thread of this process or on processes of its own, and what it
 * has broken. No job may be open at its end.
 */
final class ChaosRun {
  private final RunRequest request;
  private final List<Expectation> expectations;
  private final Path folder;
  private final RunPlan plan;
  private final Recorder recorder;
  private final Invariants invariants;

  private ChaosRun(RunRequest request, List<Expectation> expectations, Path runs)
      throws IOException {
    this.request = request;
    this.expectations = List.copyOf(expectations);
    this.folder = RunCommand.createFolder(runs, request);
    this.plan = request.plan(folder.getFileName().toString());
    plan.write(folder);
    this.invariants =
        new Invariants(Invariants.Site.of(request.topology(), request.scenario(), Duration.ZERO));
    VirtualClock clock = new VirtualClock(request.scenario().start());
    this.recorder = new Recorder(folder, plan, clock, Progress.silent(plan)).watchedBy(invariants);
  }

  /**
   * Runs it in this thread.
   *
   * @param plant what is put into machines before they run; tests plant bugs with it
   * @param stopped whether the run is to end behind the tick in hand
   */
  static ChaosVerdict here(
      RunRequest request,
      List<Expectation> expectations,
      Path runs,
      UnaryOperator<MachineBlueprint> plant,
      BooleanSupplier stopped)
      throws IOException {
    ChaosRun run = new ChaosRun(request, expectations, runs);
    World world = new World(request.topology(), request.scenario());
    List<Breach> broken = new ArrayList<>();
    try {
      BareLoop loop =
          new BareLoop(
              world.machines(),
              name -> plant.apply(world.blueprint(name)),
              run.plan.settings(),
              world.directory(),
              run.recorder);
      world.boot().forEach(loop::booting);
      loop.remembering().stoppingWhen(stopped);
      loop.run();
    } catch (RuntimeException e) {
      long now = run.recorder.virtualNanos();
      broken.add(new Breach(now, Breach.Law.STATE, why(e)));
      run.recorder.ended(new RunOutcome.Failed(RunOutcome.CONDUCTOR, now, why(e)), List.of());
    }
    return run.verdict(run.recorder.result().join(), broken);
  }

  private static String why(RuntimeException e) {
    StackTraceElement[] trace = e.getStackTrace();
    String where = trace.length == 0 ? "" : " (" + trace[0] + ")";
    return (e.getMessage() == null ? e.toString() : e.getMessage()) + where;
  }

  /** Runs it on the processes of the request. */
  static ChaosVerdict onProcesses(RunRequest request, List<Expectation> expectations, Path runs)
      throws IOException {
    ChaosRun run = new ChaosRun(request, expectations, runs);
    RunResult result =
        new Launcher(run.folder, run.plan, request.topology(), request.scenario(), run.recorder, 0)
            .run();
    List<Breach> broken = new ArrayList<>();
    if (!(result.outcome() instanceof RunOutcome.Completed)) {
      String what = "the run did not come to its end: " + result.outcome();
      broken.add(new Breach(result.virtualNanos(), Breach.Law.STATE, what));
    }
    return run.verdict(result, broken);
  }

  private ChaosVerdict verdict(RunResult result, List<Breach> broken) throws IOException {
    RunFolder.finish(folder, plan, result);
    broken.addAll(invariants.breaches());
    List<String> unmet = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    if (result.outcome() instanceof RunOutcome.Completed) {
      unmet.addAll(ExpectationCheck.unmet(folder, expectations));
      InjectionReport injections =
          InjectionReport.read(
              folder,
              new World(request.topology(), request.scenario()).orders(),
              result.statistics());
      unmet.addAll(injections.failures());
      remarks.addAll(injections.remarks());
    }
    return new ChaosVerdict(
        request.scenario().name(),
        request.scenario().title(),
        plan.seed(),
        folder,
        result.virtualNanos(),
        result.wallNanos(),
        broken,
        unmet,
        remarks);
  }
}

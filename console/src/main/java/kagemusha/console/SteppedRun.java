package kagemusha.console;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import kagemusha.config.Scenario;
import kagemusha.config.Topology;
import kagemusha.kernel.conductor.BothListeners;
import kagemusha.kernel.conductor.ConductorCommand;
import kagemusha.kernel.conductor.OutsideOrder;
import kagemusha.kernel.conductor.RunListener;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.kernel.durable.JournalSchema;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.node.RunPlan;

/**
 * A run on processes of its own that stands still behind every tick until it is told to go on, so
 * that something can be done to it at an exact moment. If its plan says so, it goes on without
 * hosts that die, and starts the backup server again.
 */
public final class SteppedRun implements AutoCloseable {
  private static final long PATIENCE_MINUTES = 4;

  /** What a step came to. */
  private enum Step {
    TICK,
    END
  }

  private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
  private final Semaphore goOn = new Semaphore(0);
  private final Launcher launcher;
  private final Thread thread;
  private volatile boolean open;
  private boolean ended;
  private volatile Optional<Throwable> failure = Optional.empty();

  /**
   * Starts the processes; the run stands before its first tick.
   *
   * @param folder the run's own, with its topology and scenario in it
   * @param listener hears everything, while nobody else does anything
   */
  public SteppedRun(
      RunPlan plan, Topology topology, Scenario scenario, Path folder, RunListener listener)
      throws IOException {
    plan.write(folder);
    try {
      JournalSchema.create(folder.resolve(RunPlan.JOURNAL_FILE));
    } catch (SQLException e) {
      throw new IOException("the journal in " + folder + " cannot be created", e);
    }
    VirtualClock clock = new VirtualClock(scenario.start());
    Recorder recorder = new Recorder(folder, plan, clock, Progress.silent(plan));
    this.launcher =
        new Launcher(folder, plan, topology, scenario, recorder, 0)
            .alsoTelling(new BothListeners(listener, new Gate()));
    this.thread = new Thread(this::run, "stepped run");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      launcher.run();
    } catch (RuntimeException e) {
      failure = Optional.of(e);
      steps.add(Step.END);
    }
  }

  /**
   * Lets the next tick happen.
   *
   * @return whether there may be another
   */
  public boolean step() {
    goOn.release();
    try {
      Step step = steps.poll(PATIENCE_MINUTES, TimeUnit.MINUTES);
      if (failure.isPresent() || step == null) {
        throw new IllegalStateException("the run does not go on", failure.orElse(null));
      }
      ended = step == Step.END;
      return !ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Kills the process of a machine, between two ticks, and waits until it is gone. */
  public void kill(String machine) {
    launcher.kill(machine);
  }

  /** Gives an order with the tick after the next one. */
  public void give(OutsideOrder order) {
    launcher.tell(new ConductorCommand.Give(order, reply -> {}));
  }

  /**
   * Which machines have an actor of this entity between two ticks, as their processes say.
   *
   * @return address of the process by name of the machine; nothing once the run has ended
   */
  public Optional<Map<String, String>> hosting(EntityId entity) {
    return ended ? Optional.empty() : Optional.of(launcher.hosting(entity));
  }

  /** Ends the run after the tick in hand, and all processes. */
  @Override
  public void close() {
    open = true;
    if (thread.isAlive()) {
      launcher.tell(new ConductorCommand.Interrupt());
      goOn.release();
    }
    try {
      thread.join(TimeUnit.MINUTES.toMillis(PATIENCE_MINUTES));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Holds the conductor's thread between ticks. */
  private final class Gate implements RunListener {
    private void hold() {
      if (!open) {
        goOn.acquireUninterruptibly();
      }
    }

    @Override
    public void begun(List<String> machines, List<List<CounterColumn>> columns) {
      hold();
    }

    @Override
    public void committed(
        long tick,
        long startNanos,
        long endNanos,
        List<List<SampleRow>> samples,
        List<EventRecord> events) {
      steps.add(Step.TICK);
      hold();
    }

    @Override
    public void ended(RunOutcome outcome, List<MachineReport.Summary> summaries) {
      if (outcome instanceof RunOutcome.NotStarted || outcome instanceof RunOutcome.Failed) {
        failure = Optional.of(new IllegalStateException(RunFolder.nameOf(outcome)));
      }
      steps.add(Step.END);
    }
  }
}

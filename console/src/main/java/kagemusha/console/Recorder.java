package kagemusha.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import kagemusha.kernel.conductor.OutsideOrder;
import kagemusha.kernel.conductor.RunListener;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.LinkTotal;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.kernel.wall.WallClock;
import kagemusha.load.client.SendMailLatency;
import kagemusha.node.RunLog;
import kagemusha.node.RunPlan;
import kagemusha.node.invariant.Invariants;

/** Writes a run's files while it goes on, and hands over its result at the end. */
final class Recorder implements RunListener {
  private final Path folder;
  private final RunPlan plan;
  private final VirtualClock clock;
  private final Progress progress;
  private final CompletableFuture<RunResult> result = new CompletableFuture<>();

  private RunLog log;
  private EventFile events;
  private CounterFile counters;
  private LatencyFile latencies;
  private SteadyMeans means;
  private long ticks;
  private long firstTickAt;
  private long lastTickAt;
  private volatile long virtualNanos;
  private final List<RunPlan.Loss> losses = new ArrayList<>();
  private Optional<Invariants> invariants = Optional.empty();

  Recorder(Path folder, RunPlan plan, VirtualClock clock, Progress progress) {
    this.folder = folder;
    this.plan = plan;
    this.clock = clock;
    this.progress = progress;
  }

  /** How far the run is; any thread may ask. */
  long virtualNanos() {
    return virtualNanos;
  }

  /** Tells the user something beside how far the run is. */
  void say(String line) {
    progress.say(line);
  }

  /** Who watches over the laws of the run. */
  Recorder watchedBy(Invariants watch) {
    invariants = Optional.of(watch);
    return this;
  }

  /** Completed when the run has ended, whatever its outcome. */
  CompletableFuture<RunResult> result() {
    return result;
  }

  /** The conductor's own actor system has ended; if the run had not, nobody else will say so. */
  void abandoned() {
    if (!result.isDone()) {
      ended(
          new RunOutcome.Failed(
              RunOutcome.CONDUCTOR, virtualNanos, "its process was cut off from the machines"),
          List.of());
    }
  }

  @Override
  public void begun(List<String> machines, List<List<CounterColumn>> columns) {
    try {
      log = new RunLog(folder);
      events = new EventFile(folder, clock);
      counters = new CounterFile(folder, clock, columns);
      latencies = new LatencyFile(folder, clock, counters.columns());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    means = new SteadyMeans(counters.columns(), plan.steadyFromNanos(), plan.steadyUntilNanos());
    invariants.ifPresent(watch -> watch.begun(machines, columns));
    firstTickAt = WallClock.nanos();
    lastTickAt = firstTickAt;
    progress.begun(machines.size());
  }

  @Override
  public void committed(
      long tick,
      long startNanos,
      long endNanos,
      List<List<SampleRow>> samples,
      List<EventRecord> happened) {
    for (Map.Entry<Long, double[]> row : counters.rows(samples).entrySet()) {
      counters.write(row.getKey(), row.getValue());
      latencies.write(row.getKey(), row.getValue());
      means.add(row.getKey(), row.getValue());
    }
    happened.forEach(events::write);
    invariants.ifPresent(watch -> watch.committed(samples, happened));
    ticks++;
    virtualNanos = Math.min(endNanos, plan.endNanos());
    lastTickAt = WallClock.nanos();
    progress.tick(virtualNanos, ticks, happened);
  }

  @Override
  public void ordered(OutsideOrder order, long tick, long startNanos) {
    log.write(RunLog.Entry.order(tick, startNanos, order.number(), order.text()));
    progress.say(
        "Order %d at virtual time %s (tick %d): %s"
            .formatted(order.number(), VirtualClock.elapsed(startNanos), tick, order.text()));
  }

  @Override
  public void switchedOff(String machine, long tick, long startNanos) {
    progress.say(
        "Machine %s was switched off at virtual time %s (tick %d)."
            .formatted(machine, VirtualClock.elapsed(startNanos), tick));
  }

  @Override
  public void endedBy(String machine, long tick, long startNanos) {
    log.write(RunLog.Entry.loss(tick, startNanos, machine));
  }

  @Override
  public void returned(String machine, long tick, long startNanos) {
    log.write(RunLog.Entry.back(tick, startNanos, machine));
  }

  @Override
  public void lost(String machine, long tick, long startNanos, boolean comesBack) {
    log.write(RunLog.Entry.loss(tick, startNanos, machine));
    losses.add(new RunPlan.Loss(machine, tick, startNanos));
    invariants.ifPresent(watch -> watch.lost(machine, startNanos));
    progress.say(
        "Machine %s was lost at virtual time %s (tick %d); %s."
            .formatted(
                machine,
                VirtualClock.elapsed(startNanos),
                tick,
                comesBack ? "it is started again" : "the run goes on without it"));
  }

  @Override
  public void ended(RunOutcome outcome, List<MachineReport.Summary> summaries) {
    try {
      progress.ended();
      if (outcome instanceof RunOutcome.Completed) {
        invariants.ifPresent(watch -> watch.ended(virtualNanos));
      }
      RunOutcome seen = close(outcome);
      List<Statistic> reported =
          summaries.stream().flatMap(summary -> summary.statistics().stream()).toList();
      result.complete(
          new RunResult(
              seen,
              means == null ? Map.of() : means.means(),
              statistics(reported),
              reported.stream()
                  .filter(each -> each.counter().equals(SendMailLatency.SLICES))
                  .toList(),
              links(summaries),
              summaries,
              List.copyOf(losses),
              ticks,
              virtualNanos,
              lastTickAt - firstTickAt));
    } catch (RuntimeException e) {
      // The launcher waits for the result, whatever becomes of it.
      result.completeExceptionally(e);
    }
  }

  /** What is buffered may still meet a full disk. */
  private RunOutcome close(RunOutcome outcome) {
    RunOutcome seen = outcome;
    try {
      if (log != null) {
        log.write(RunLog.Entry.end(ticks, virtualNanos, RunFolder.nameOf(outcome)));
        log.close();
      }
      if (events != null) {
        events.close();
      }
      if (counters != null) {
        counters.close();
      }
      if (latencies != null) {
        latencies.close();
      }
    } catch (IOException e) {
      seen = new RunOutcome.Failed(RunOutcome.RECORDER, virtualNanos, e.getMessage());
    }
    return seen;
  }

  /** What is left when the clients' distributions are put together. */
  private static List<Statistic> statistics(List<Statistic> reported) {
    List<Statistic> combined = new ArrayList<>(SendMailLatency.combine(reported));
    reported.stream()
        .filter(each -> !each.counter().equals(SendMailLatency.SLICES))
        .filter(each -> !each.statistic().startsWith("le:"))
        .forEach(combined::add);
    return combined;
  }

  private static List<LinkTotal> links(List<MachineReport.Summary> summaries) {
    return summaries.stream().flatMap(summary -> summary.links().stream()).toList();
  }
}

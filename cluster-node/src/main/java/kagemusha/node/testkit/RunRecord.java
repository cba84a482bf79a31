package kagemusha.node.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.conductor.OutsideOrder;
import kagemusha.kernel.conductor.RunListener;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.node.RunLog;
import kagemusha.node.invariant.Breach;
import kagemusha.node.invariant.Invariants;

/** Keeps what a run says of itself, and what came to it from outside. */
final class RunRecord implements RunListener {
  private final EventLog events;
  private final Invariants invariants;
  private final CounterLog counters = new CounterLog();
  private final List<Statistic> figures = new ArrayList<>();
  private final List<RunLog.Entry> log = new ArrayList<>();
  private long ticks;
  private long nowNanos;

  RunRecord(ClusterPlan plan, EventLog events) {
    this.events = events;
    Duration ever = plan.scenario().length();
    this.invariants = new Invariants(Invariants.Site.of(plan.topology(), plan.scenario(), ever));
  }

  CounterLog counters() {
    return counters;
  }

  /** What entities have reported at the end of the run. */
  List<Statistic> figures() {
    return figures;
  }

  List<Breach> breaches() {
    return invariants.breaches();
  }

  /** Where the last tick ended. */
  long nowNanos() {
    return nowNanos;
  }

  /** Orders and losses with their times. */
  List<RunLog.Entry> log() {
    return log;
  }

  /** Writes what it takes to repeat the run up to now. */
  void write(Path folder) throws IOException {
    try (RunLog file = new RunLog(folder)) {
      log.forEach(file::write);
      file.write(RunLog.Entry.end(ticks, nowNanos, "left by a test"));
    }
  }

  @Override
  public void begun(List<String> machines, List<List<CounterColumn>> columns) {
    counters.begun(columns);
    invariants.begun(machines, columns);
  }

  @Override
  public void committed(
      long tick,
      long startNanos,
      long endNanos,
      List<List<SampleRow>> samples,
      List<EventRecord> happened) {
    ticks++;
    nowNanos = endNanos;
    events.add(happened);
    counters.add(samples);
    invariants.committed(samples, happened);
  }

  @Override
  public void ordered(OutsideOrder order, long tick, long startNanos) {
    log.add(RunLog.Entry.order(tick, startNanos, order.number(), order.text()));
  }

  @Override
  public void lost(String machine, long tick, long startNanos, boolean comesBack) {
    log.add(RunLog.Entry.loss(tick, startNanos, machine));
    invariants.lost(machine, startNanos);
  }

  @Override
  public void returned(String machine, long tick, long startNanos) {
    log.add(RunLog.Entry.back(tick, startNanos, machine));
  }

  @Override
  public void ended(RunOutcome outcome, List<MachineReport.Summary> summaries) {
    summaries.forEach(summary -> figures.addAll(summary.statistics()));
    if (outcome instanceof RunOutcome.Completed) {
      invariants.ended(nowNanos);
    }
  }
}

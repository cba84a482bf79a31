package kagemusha.console;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import kagemusha.config.Measure;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.machine.LinkTotal;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.node.RunPlan;

/**
 * What a run came to.
 *
 * @param means counter means over the steady state
 * @param statistics what entities reported at the end, combined over clients
 * @param losses machines that died and came back
 * @param ticks how many were committed
 * @param wallNanos real time from the first tick to the last
 */
record RunResult(
    RunOutcome outcome,
    Map<String, Double> means,
    List<Statistic> statistics,
    List<LinkTotal> links,
    List<MachineReport.Summary> summaries,
    List<RunPlan.Loss> losses,
    long ticks,
    long virtualNanos,
    long wallNanos) {
  /** The emulated value that a published number is compared with, if the run produced it. */
  OptionalDouble value(Measure measure) {
    if (measure instanceof Measure.CounterMean mean) {
      Double value = means.get(mean.toString());
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
    Measure.RunStatistic wanted = (Measure.RunStatistic) measure;
    return statistics.stream()
        .filter(
            each ->
                each.counter().equals(wanted.counter())
                    && each.instance().equals(wanted.instance())
                    && each.statistic().equals(wanted.statistic()))
        .mapToDouble(Statistic::value)
        .findFirst();
  }
}

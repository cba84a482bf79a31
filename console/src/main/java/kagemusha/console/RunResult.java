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
 * @param sendMail send-mail latencies as the clients have reported them, by slices of time
 * @param losses machines that died and came back
 * @param ticks how many were committed
 * @param wallNanos real time from the first tick to the last
 */
record RunResult(
    RunOutcome outcome,
    Map<String, Double> means,
    List<Statistic> statistics,
    List<Statistic> sendMail,
    List<LinkTotal> links,
    List<MachineReport.Summary> summaries,
    List<RunPlan.Loss> losses,
    long ticks,
    long virtualNanos,
    long wallNanos)
    implements Figures {
  /** Over the whole steady state, whatever happened in it; nothing about jobs. */
  @Override
  public OptionalDouble value(Measure measure) {
    if (measure instanceof Measure.CounterMean mean) {
      Double value = means.get(mean.toString());
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
    return measure instanceof Measure.RunStatistic wanted
        ? statistic(wanted.counter(), wanted.instance(), wanted.statistic())
        : OptionalDouble.empty();
  }

  OptionalDouble statistic(String counter, String instance, String statistic) {
    return Figures.find(statistics, counter, instance, statistic);
  }
}

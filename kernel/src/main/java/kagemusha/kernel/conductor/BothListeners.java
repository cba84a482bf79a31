package kagemusha.kernel.conductor;

import java.util.List;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.SampleRow;

/** Tells two listeners everything, one after the other. */
public record BothListeners(RunListener first, RunListener second) implements RunListener {
  @Override
  public void begun(List<String> machines, List<List<CounterColumn>> columns) {
    first.begun(machines, columns);
    second.begun(machines, columns);
  }

  @Override
  public void committed(
      long tick,
      long startNanos,
      long endNanos,
      List<List<SampleRow>> samples,
      List<EventRecord> events) {
    first.committed(tick, startNanos, endNanos, samples, events);
    second.committed(tick, startNanos, endNanos, samples, events);
  }

  @Override
  public void lost(String machine, long tick, long startNanos, boolean comesBack) {
    first.lost(machine, tick, startNanos, comesBack);
    second.lost(machine, tick, startNanos, comesBack);
  }

  @Override
  public void switchedOff(String machine, long tick, long startNanos) {
    first.switchedOff(machine, tick, startNanos);
    second.switchedOff(machine, tick, startNanos);
  }

  @Override
  public void expected(String machine) {
    first.expected(machine);
    second.expected(machine);
  }

  @Override
  public void endedBy(String machine, long tick, long startNanos) {
    first.endedBy(machine, tick, startNanos);
    second.endedBy(machine, tick, startNanos);
  }

  @Override
  public void ordered(OutsideOrder order, long tick, long startNanos) {
    first.ordered(order, tick, startNanos);
    second.ordered(order, tick, startNanos);
  }

  @Override
  public void returned(String machine, long tick, long startNanos) {
    first.returned(machine, tick, startNanos);
    second.returned(machine, tick, startNanos);
  }

  @Override
  public void ended(RunOutcome outcome, List<MachineReport.Summary> summaries) {
    first.ended(outcome, summaries);
    second.ended(outcome, summaries);
  }
}

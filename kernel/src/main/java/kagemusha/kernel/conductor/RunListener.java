package kagemusha.kernel.conductor;

import java.util.List;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.SampleRow;

/**
 * Hears what the conductor has committed, in order, on the conductor's thread.
 *
 * <p>A method that throws ends the run as failed: with {@link java.io.UncheckedIOException} as one
 * that could not be recorded.
 */
public interface RunListener {
  /** All machines are there; {@code columns} are the counters of each, in the order of machines. */
  default void begun(List<String> machines, List<List<CounterColumn>> columns) {}

  /**
   * A tick was committed.
   *
   * @param samples per machine, in the order of machines; empty for a machine that is gone
   * @param events in order of time, then machine
   */
  default void committed(
      long tick,
      long startNanos,
      long endNanos,
      List<List<SampleRow>> samples,
      List<EventRecord> events) {}

  /**
   * A tick has been committed without a machine, which died; the run goes on.
   *
   * @param comesBack whether the run waits for it at a later virtual time
   */
  default void lost(String machine, long tick, long startNanos, boolean comesBack) {}

  /** A machine has been switched off by somebody in the run and is not there from this tick on. */
  default void switchedOff(String machine, long tick, long startNanos) {}

  /**
   * The run waits for a machine that is away at a later virtual time, so that whoever starts
   * processes has to see that it has one.
   */
  default void expected(String machine) {}

  /** A tick has been committed without a machine, which died, and the run ends with that tick. */
  default void endedBy(String machine, long tick, long startNanos) {}

  /** An order from outside is about to be given with the beginning of this tick. */
  default void ordered(OutsideOrder order, long tick, long startNanos) {}

  /** A machine that was lost takes part again from the next tick on. */
  default void returned(String machine, long tick, long startNanos) {}

  /** The end, whatever it was; {@code summaries} are of the machines that could give one. */
  default void ended(RunOutcome outcome, List<MachineReport.Summary> summaries) {}
}

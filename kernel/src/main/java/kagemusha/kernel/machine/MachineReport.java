package kagemusha.kernel.machine;

import java.util.List;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.wire.Wired;

/** What a machine tells the conductor. */
public sealed interface MachineReport extends ToConductor, Wired {
  /** A machine can be opened; one that has come back waits for its {@code Rejoin} first. */
  record Ready(String machine, String actor, String address, List<CounterColumn> columns)
      implements MachineReport {}

  /** A machine that has come back has recovered and started its entities. */
  record Joined(String machine) implements MachineReport {}

  /** Mail on its way to a machine, and when the earliest thing in it is due. */
  record Posted(String to, long earliestNanos) {}

  /**
   * A machine has run a tick.
   *
   * @param posted what it has sent to other machines
   * @param received machines whose mail of this tick has arrived while it ran; what comes later is
   *     acknowledged by {@link Received}
   * @param nextNanos when it next has something to do by itself
   * @param news what everybody has to know
   */
  record Done(
      String machine,
      long tick,
      List<Posted> posted,
      List<String> received,
      long nextNanos,
      List<SampleRow> samples,
      List<EventRecord> events,
      List<Announcement> news)
      implements MachineReport {}

  /** All of the mail of one machine to another in a tick has arrived. */
  record Received(long tick, String by, String from) implements MachineReport {}

  /** A machine cannot go on: a broken invariant, something refused on the wire. */
  record Failed(String machine, long tick, String why) implements MachineReport {}

  /** A machine cannot go on because what happens there cannot be recorded: a full disk. */
  record Unrecorded(String machine, String why) implements MachineReport {}

  /** Some of a machine's closing figures; the rest comes with its {@link Summary}. */
  record Figures(String machine, List<Statistic> statistics) implements MachineReport {}

  /** A machine's last word. */
  record Summary(String machine, List<Statistic> statistics, List<LinkTotal> links, WireTotal wire)
      implements MachineReport {}

  /**
   * What a machine's mail cost in reality.
   *
   * @param workNanos wall time spent in ticks
   * @param waitNanos wall time between ticks
   */
  record WireTotal(long messages, long bytes, long workNanos, long waitNanos) {}
}

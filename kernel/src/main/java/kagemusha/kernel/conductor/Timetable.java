package kagemusha.kernel.conductor;

import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import kagemusha.kernel.machine.Announcement;
import kagemusha.kernel.machine.MachineReport;

/**
 * What is to come, and the tick in which it comes. Ticks lie on a fixed grid of quanta, so that a
 * jump over idle time changes nothing. The last one is a nanosecond long and takes the last
 * samples.
 */
final class Timetable {
  private final long quantumNanos;
  private final long runEndNanos;
  private final Agenda agenda = new Agenda();
  private final News news = new News();
  private final Switches switches = new Switches();
  private final Absentees absentees;

  Timetable(long quantumNanos, long runEndNanos) {
    this.quantumNanos = quantumNanos;
    this.runEndNanos = runEndNanos;
    this.absentees = new Absentees(quantumNanos);
  }

  /** Takes in what a machine reported of a tick that is being committed. */
  void book(MachineReport.Done report, SortedSet<String> living) {
    agenda.book(report);
    news.announce(report.news());
    agenda.book(report.news(), living);
    switches.announce(report.news());
  }

  /**
   * When the tick begins in which the next thing happens.
   *
   * @param wantedNanos when somebody outside wants something
   * @param notBeforeNanos where the last tick ended
   */
  long nextStart(SortedSet<String> living, long wantedNanos, long notBeforeNanos) {
    long next = Math.min(agenda.nextNanos(living), absentees.nextNanos());
    next = Math.min(next, Math.min(switches.nextNanos(), wantedNanos));
    return Math.max(Math.min(next - next % quantumNanos, runEndNanos), notBeforeNanos);
  }

  boolean isLast(long startNanos) {
    return startNanos >= runEndNanos;
  }

  /** Where a tick ends. */
  long endOf(long startNanos) {
    return isLast(startNanos) ? startNanos + 1 : Math.min(startNanos + quantumNanos, runEndNanos);
  }

  /** These machines have to take part in the tick in which this time lies. */
  void wake(Collection<String> machines, long atNanos) {
    machines.forEach(machine -> agenda.wake(machine, atNanos));
  }

  /** The machines that have something to do before this time; they take in all their mail. */
  List<String> open(long endNanos, SortedSet<String> living) {
    return agenda.open(endNanos, living);
  }

  /** What a machine has not been told; it is told now. */
  List<Announcement> news(String machine) {
    return news.of(machine);
  }

  /** Those of the living who are switched off in a tick that ends at this time. */
  List<String> goOff(long endNanos, SortedSet<String> living) {
    return switches.goOff(endNanos, living);
  }

  /** Those of the machines that were switched off who now take their way back. */
  List<String> goOn(SortedSet<String> living) {
    return switches.goOn(living, absentees);
  }

  /** A machine is gone; it may come back with the first tick that begins no earlier. */
  void lost(String machine, long notBeforeNanos) {
    absentees.lost(machine, notBeforeNanos);
  }

  boolean isAway(String machine) {
    return absentees.isAway(machine);
  }

  /** Those without whom a tick that begins at this time must not be opened. */
  List<String> due(long startNanos) {
    return isLast(startNanos) ? List.of() : absentees.due(startNanos);
  }

  /** Notes that a machine is being brought back; false if that was noted before. */
  boolean call(String machine) {
    return absentees.call(machine);
  }

  /** A machine is there again, with nothing to do of before and knowing nothing. */
  void joined(String machine) {
    absentees.joined(machine);
    agenda.forget(machine);
    news.forget(machine);
  }
}

package kagemusha.kernel.conductor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.kernel.machine.Announcement;
import kagemusha.kernel.machine.MachineReport;

/**
 * When each machine next has something to do: by itself, or because mail is on its way to it. A
 * machine that has nothing to do in a tick takes no part in it.
 */
final class Agenda {
  private final Map<String, Long> own = new TreeMap<>();
  private final Map<String, Long> mail = new TreeMap<>();

  /** Takes in what a machine reported of a tick that is being committed. */
  void book(MachineReport.Done report) {
    own.put(report.machine(), report.nextNanos());
    for (MachineReport.Posted posted : report.posted()) {
      mail.merge(posted.to(), posted.earliestNanos(), Math::min);
    }
  }

  /** A machine has to take part in the tick in which this time lies. */
  void wake(String machine, long atNanos) {
    mail.merge(machine, atNanos, Math::min);
  }

  /** Something happens on these machines that they do not know of yet. */
  void book(List<Announcement> announced, Collection<String> machines) {
    for (Announcement each : announced) {
      if (each.wakes()) {
        machines.forEach(machine -> wake(machine, each.fromNanos()));
      }
    }
  }

  /**
   * When the next thing happens on any of these machines; a machine not heard of is due at once.
   */
  long nextNanos(Collection<String> machines) {
    long next = Long.MAX_VALUE;
    for (String machine : machines) {
      next = Math.min(next, nextNanos(machine));
    }
    return next;
  }

  /** The machines that have something to do before this time; they take in all their mail. */
  List<String> open(long endNanos, Collection<String> machines) {
    List<String> due = new ArrayList<>();
    for (String machine : machines) {
      if (nextNanos(machine) < endNanos) {
        due.add(machine);
        mail.remove(machine);
      }
    }
    return due;
  }

  /** A machine comes back with nothing: it is due at once, and what was sent to it is lost. */
  void forget(String machine) {
    own.remove(machine);
    mail.remove(machine);
  }

  private long nextNanos(String machine) {
    return Math.min(own.getOrDefault(machine, 0L), mail.getOrDefault(machine, Long.MAX_VALUE));
  }
}

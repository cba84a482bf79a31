package kagemusha.kernel.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import kagemusha.kernel.machine.Announcement;
import kagemusha.kernel.machine.PowerNews;

/** Machines that are to be switched off, and on again. */
final class Switches {
  private final Map<String, Long> off = new TreeMap<>();
  private final Map<String, Long> on = new TreeMap<>();

  /** Of a tick that is being committed. */
  void announce(List<Announcement> announced) {
    for (Announcement each : announced) {
      if (each instanceof PowerNews.Off news) {
        off.merge(news.machine(), news.fromNanos(), Math::min);
      } else if (each instanceof PowerNews.On news) {
        on.merge(news.machine(), news.fromNanos(), Math::min);
      }
    }
  }

  /** The next time at which a machine goes; there is a tick then. Who comes is an absentee. */
  long nextNanos() {
    long next = Long.MAX_VALUE;
    for (long each : off.values()) {
      next = Math.min(next, each);
    }
    return next;
  }

  /** Those of the living who are not there in a tick that ends at this time. */
  List<String> goOff(long endNanos, SortedSet<String> living) {
    List<String> gone = new ArrayList<>();
    for (String machine : List.copyOf(off.keySet())) {
      if (off.get(machine) < endNanos) {
        off.remove(machine);
        if (living.contains(machine)) {
          gone.add(machine);
        }
      }
    }
    return gone;
  }

  /** Those of the machines that are away who now take their way back; who lives is on already. */
  List<String> goOn(SortedSet<String> living, Absentees absentees) {
    List<String> coming = new ArrayList<>();
    for (String machine : List.copyOf(on.keySet())) {
      if (!off.containsKey(machine)) {
        long from = on.remove(machine);
        if (!living.contains(machine) && !absentees.isAway(machine)) {
          absentees.lost(machine, from);
          coming.add(machine);
        }
      }
    }
    return coming;
  }
}

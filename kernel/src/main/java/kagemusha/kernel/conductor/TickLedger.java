package kagemusha.kernel.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who still owes what before the tick in hand can be committed. It commits when every machine that
 * runs it has reported done and all mail between living machines has arrived; what a machine that
 * died in the tick had sent does not count.
 */
final class TickLedger {
  private record Letter(String from, String to) implements Comparable<Letter> {
    @Override
    public int compareTo(Letter other) {
      int byFrom = from.compareTo(other.from);
      return byFrom != 0 ? byFrom : to.compareTo(other.to);
    }
  }

  private final SortedSet<String> living = new TreeSet<>();
  private final SortedSet<String> running = new TreeSet<>();
  private final SortedSet<Letter> awaited = new TreeSet<>();
  private final SortedSet<Letter> arrivedEarly = new TreeSet<>();
  private final List<String> dropped = new ArrayList<>();

  TickLedger(Iterable<String> machines) {
    machines.forEach(living::add);
  }

  /** Begins the next tick with the machines that have something to do in it. */
  void open(Iterable<String> participants) {
    running.clear();
    participants.forEach(running::add);
    awaited.clear();
    arrivedEarly.clear();
    dropped.clear();
  }

  void done(String machine, List<String> sentTo) {
    if (!running.remove(machine)) {
      return;
    }
    for (String to : sentTo) {
      Letter letter = new Letter(machine, to);
      if (!arrivedEarly.remove(letter) && living.contains(to)) {
        awaited.add(letter);
      }
    }
  }

  void received(String by, String from) {
    Letter letter = new Letter(from, by);
    if (!awaited.remove(letter)) {
      arrivedEarly.add(letter);
    }
  }

  /** A machine is gone; true if it was alive before. */
  boolean lose(String machine) {
    if (!living.remove(machine)) {
      return false;
    }
    dropped.add(machine);
    running.remove(machine);
    awaited.removeIf(letter -> letter.from().equals(machine) || letter.to().equals(machine));
    return true;
  }

  /** A machine that was lost is there again; it takes part from the next tick on. */
  void join(String machine) {
    living.add(machine);
  }

  boolean isComplete() {
    return running.isEmpty() && awaited.isEmpty();
  }

  SortedSet<String> living() {
    return living;
  }

  /** Machines that died in this tick. */
  List<String> dropped() {
    return List.copyOf(dropped);
  }
}

package kagemusha.kernel.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.kernel.machine.MachineReport;
import org.apache.pekko.actor.typed.ActorRef;

/** Who runs which machine, and which machines were lost from which tick on. */
final class Roster {
  private final List<String> machines;
  private final Map<String, MachineReport.Ready> ready = new TreeMap<>();
  private final Map<String, ActorRef<MachineCommand>> actors = new TreeMap<>();
  private final List<MachineCommand.Loss> losses = new ArrayList<>();

  /** Machines that have died and whose new process has said so much as a greeting. */
  private final Set<String> returned = new TreeSet<>();

  /**
   * @param machines all of the run in the order of their numbers
   */
  Roster(List<String> machines) {
    this.machines = machines;
  }

  /** A machine has greeted; it may have died before. */
  void add(MachineReport.Ready greeting, ActorRef<MachineCommand> actor) {
    if (isLost(greeting.machine())) {
      returned.add(greeting.machine());
    }
    ready.put(greeting.machine(), greeting);
    actors.put(greeting.machine(), actor);
  }

  boolean isComplete() {
    return ready.size() == machines.size();
  }

  /** Machines that have not greeted yet. */
  List<String> missing() {
    return machines.stream().filter(machine -> !ready.containsKey(machine)).toList();
  }

  List<List<CounterColumn>> columns() {
    return machines.stream().map(machine -> ready.get(machine).columns()).toList();
  }

  List<MachineCommand.Peer> peers() {
    return machines.stream()
        .map(machine -> new MachineCommand.Peer(machine, ready.get(machine).actor()))
        .toList();
  }

  /** The machines of the process at this address. */
  List<String> at(String address) {
    return ready.values().stream()
        .filter(each -> each.address().equals(address))
        .map(MachineReport.Ready::machine)
        .toList();
  }

  /** Of their processes. */
  SortedSet<String> addressesOf(List<String> some) {
    return some.stream()
        .filter(ready::containsKey)
        .map(machine -> ready.get(machine).address())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  void tell(String machine, MachineCommand command) {
    actors.get(machine).tell(command);
  }

  /** What a machine sent from this tick on does not count. */
  void lose(String machine, long tick) {
    losses.add(new MachineCommand.Loss(machine, tick, Long.MAX_VALUE));
  }

  /** All losses so far, of machines that have come back too. */
  List<MachineCommand.Loss> losses() {
    return List.copyOf(losses);
  }

  /** The tick in which a machine was lost that is not back. */
  long lostTick(String machine) {
    return losses.get(lossOf(machine)).tick();
  }

  boolean hasReturned(String machine) {
    return returned.contains(machine);
  }

  /** A machine takes part again from this tick on. */
  void joined(String machine, long backTick) {
    returned.remove(machine);
    losses.set(lossOf(machine), new MachineCommand.Loss(machine, lostTick(machine), backTick));
  }

  private boolean isLost(String machine) {
    return lossOf(machine) >= 0;
  }

  private int lossOf(String machine) {
    for (int i = 0; i < losses.size(); i++) {
      MachineCommand.Loss loss = losses.get(i);
      if (loss.machine().equals(machine) && loss.backTick() == Long.MAX_VALUE) {
        return i;
      }
    }
    return -1;
  }
}

package kagemusha.kernel.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kagemusha.kernel.machine.MachineCommand;

/** Orders from outside that wait for the next tick, and those of the tick in hand. */
final class Orders {
  private final List<ConductorCommand.Give> waiting = new ArrayList<>();
  private List<MachineCommand.Order> parts = List.of();

  void add(ConductorCommand.Give order) {
    waiting.add(order);
  }

  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /**
   * A tick begins, and with it all that waits is given.
   *
   * @param log hears of each order before anything of it is done
   */
  void give(long tick, long startNanos, Consumer<OutsideOrder> log) {
    if (waiting.isEmpty()) {
      parts = List.of();
      return;
    }
    List<MachineCommand.Order> given = new ArrayList<>();
    List<ConductorCommand.Give> now = List.copyOf(waiting);
    for (ConductorCommand.Give each : now) {
      log.accept(each.order());
      given.addAll(each.order().parts());
    }
    waiting.clear();
    parts = given;
    now.forEach(each -> each.reply().accept(new ConductorCommand.Given.At(tick, startNanos)));
  }

  /** The machines that are told something in the tick in hand. */
  List<String> machines() {
    if (parts.isEmpty()) {
      return List.of();
    }
    return parts.stream().map(MachineCommand.Order::machine).distinct().toList();
  }

  /** What a machine is told in the tick in hand. */
  List<MachineCommand.Order> of(String machine) {
    if (parts.isEmpty()) {
      return List.of();
    }
    return parts.stream().filter(part -> part.machine().equals(machine)).toList();
  }

  /** Nothing that waits is given any more. */
  void refuse(String why) {
    List<ConductorCommand.Give> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(each -> each.reply().accept(new ConductorCommand.Given.Refused(why)));
  }
}

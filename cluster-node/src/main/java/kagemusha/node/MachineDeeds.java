package kagemusha.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import kagemusha.config.Deed;
import kagemusha.config.FaultVerb;
import kagemusha.config.Injection;
import kagemusha.config.Topology;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Heal;
import kagemusha.kernel.entity.Decision.Impair;
import kagemusha.kernel.entity.Decision.PowerOff;
import kagemusha.kernel.entity.Decision.PowerOn;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Impairment;
import kagemusha.kernel.entity.LinkFault;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.node.injection.InjectionEvents;

/**
 * What is done to whole machines. One that hangs is cut off from everybody on every network:
 * nothing that goes on inside it reaches anybody before it wakes. What is to be done to a real
 * process is done by the launcher when it sees the event of its beginning; here it only leaves its
 * events.
 */
final class MachineDeeds {
  private final Topology topology;

  MachineDeeds(Topology topology) {
    this.topology = topology;
  }

  List<Act> begin(
      Injection injection,
      Deed.Fault fault,
      String machine,
      Disturbance by,
      Function<EntityId, String> machineOf) {
    List<Act> acts = new ArrayList<>();
    List<String> there =
        topology.vmNames().stream()
            .filter(vm -> machineOf.apply(new EntityId(vm)).equals(machine))
            .toList();
    if (injection.isReal()) {
      boolean dies = fault.verb() == FaultVerb.KILL_MACHINE;
      String what = "the process of " + machine + (dies ? " is killed" : " stands still");
      acts.add(touched(by, what, there));
      return acts;
    }
    switch (fault.verb()) {
      case KILL_MACHINE -> {
        acts.add(touched(by, machine + " is switched off", there));
        acts.add(new PowerOff(machine));
        injection.lasts().ifPresent(after -> acts.add(new PowerOn(machine, after.toNanos())));
      }
      case RESTART_MACHINE -> acts.add(new PowerOn(machine, topology.bootOf(machine).toNanos()));
      case HANG_MACHINE ->
          acts.add(
              new Impair(
                  InjectionEvents.networkFault(injection.number(), machine),
                  LinkFault.ALL_NETWORKS,
                  LinkFault.between(List.of(machine), others(machine), true),
                  Impairment.ofCut()));
      default -> throw new IllegalArgumentException(fault.title() + " is done to no machine");
    }
    return acts;
  }

  /** The machine, and the virtual machines that are on it. */
  private static Tell touched(Disturbance by, String what, List<String> there) {
    String with = there.isEmpty() ? "" : ", and with it " + String.join(", ", there);
    return by.touched(1 + there.size(), what + with);
  }

  List<Act> end(Injection injection, Deed.Fault fault, String machine) {
    return switch (fault.verb()) {
      case HANG_MACHINE ->
          List.of(new Heal(InjectionEvents.networkFault(injection.number(), machine)));
      default -> List.of();
    };
  }

  private List<String> others(String machine) {
    return topology.machines().stream().filter(other -> !other.equals(machine)).toList();
  }

  /** Who switches a machine on again; it must not be the machine itself. */
  String keeperOf(String machine) {
    String clients = topology.clients().name();
    return machine.equals(clients) ? topology.array().name() : clients;
  }
}

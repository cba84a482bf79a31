package kagemusha.node;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kagemusha.config.Deed;
import kagemusha.config.FaultVerb;
import kagemusha.config.Injection;
import kagemusha.config.Topology;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Heal;
import kagemusha.kernel.entity.Decision.Impair;
import kagemusha.kernel.entity.Impairment;
import kagemusha.kernel.entity.LinkFault;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.node.injection.InjectionEvents;

/** What is done to the networks at a machine. */
final class NetworkDeeds {
  private final Topology topology;

  /** Network faults that have begun, by name: their networks and peers, for who heals them. */
  private final TreeMap<String, Deed.FaultSettings> begun = new TreeMap<>();

  NetworkDeeds(Topology topology) {
    this.topology = topology;
  }

  List<Act> begin(Injection injection, Deed.Fault fault, String machine, Disturbance by) {
    Deed.FaultSettings settings = fault.settings();
    if (fault.verb() == FaultVerb.HEAL) {
      return heal(settings, machine, by);
    }
    String name = InjectionEvents.networkFault(injection.number(), machine);
    String network = settings.network().orElseThrow();
    begun.put(name, settings);
    return List.of(new Impair(name, network, hops(settings, network, machine), impairment(fault)));
  }

  List<Act> end(Injection injection, String machine) {
    String name = InjectionEvents.networkFault(injection.number(), machine);
    begun.remove(name);
    return List.of(new Heal(name));
  }

  /** All faults at this machine that the verb names, by network and peer. */
  private List<Act> heal(Deed.FaultSettings wanted, String machine, Disturbance by) {
    List<Act> acts = new ArrayList<>();
    List<String> healed = new ArrayList<>();
    for (String name : List.copyOf(begun.keySet())) {
      Deed.FaultSettings there = begun.get(name);
      boolean meant =
          name.endsWith(" on " + machine)
              && (wanted.network().isEmpty() || wanted.network().equals(there.network()))
              && (wanted.peer().isEmpty() || wanted.peer().equals(there.peer()));
      if (meant) {
        begun.remove(name);
        acts.add(new Heal(name));
        healed.add(name);
      }
    }
    acts.add(
        healed.isEmpty()
            ? by.refused("no network is impaired there")
            : by.touched(healed.size(), "the end of " + String.join(", ", healed)));
    return acts;
  }

  private List<LinkFault.Hop> hops(Deed.FaultSettings settings, String network, String machine) {
    List<String> peers =
        settings
            .peer()
            .map(List::of)
            .orElseGet(
                () ->
                    topology.machines().stream()
                        .filter(other -> !other.equals(machine))
                        .filter(other -> networksOf(other).contains(network))
                        .toList());
    return switch (settings.direction()) {
      case BOTH -> LinkFault.between(List.of(machine), peers, true);
      case OUT -> LinkFault.between(List.of(machine), peers, false);
      case IN -> LinkFault.between(peers, List.of(machine), false);
    };
  }

  private List<String> networksOf(String machine) {
    if (topology.hostNames().contains(machine)) {
      return topology.host(machine).networks();
    } else if (machine.equals(topology.array().name())) {
      return topology.array().networks();
    }
    return machine.equals(topology.backupServer().name())
        ? topology.backupServer().networks()
        : topology.clients().networks();
  }

  private static Impairment impairment(Deed.Fault fault) {
    Deed.FaultSettings settings = fault.settings();
    long half = settings.period().toNanos() / 2;
    return switch (fault.verb()) {
      case DELAY -> Impairment.ofDelay(settings.more().toNanos());
      case LOSS -> Impairment.ofLoss(settings.loss());
      case BANDWIDTH -> Impairment.ofBandwidth(settings.bitsPerSecond());
      case FLAP -> Impairment.ofCut().flapping(half, half);
      default -> Impairment.ofCut();
    };
  }
}

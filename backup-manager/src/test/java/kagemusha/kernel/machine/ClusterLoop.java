package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.EventRecord;

/** Runs several machines tick by tick without actors, mail exchanged as the real ones do it. */
public final class ClusterLoop {
  private final RunSettings settings;
  private final Map<String, CoreLoop> machines = new LinkedHashMap<>();
  private final List<EventRecord> events = new ArrayList<>();
  private long nowNanos;

  public ClusterLoop(RunSettings settings, MachineBlueprint... blueprints) {
    this.settings = settings;
    Map<EntityId, String> where = new LinkedHashMap<>();
    for (MachineBlueprint blueprint : blueprints) {
      for (Entity<?> entity : blueprint.entities()) {
        where.put(entity.id(), blueprint.name());
      }
    }
    Directory directory = new Directory(where);
    for (MachineBlueprint blueprint : blueprints) {
      machines.put(blueprint.name(), new CoreLoop(blueprint, settings, directory));
    }
  }

  public void runUntil(long endNanos) {
    while (nowNanos < endNanos) {
      long until = nowNanos + settings.quantumNanos();
      List<Map<String, Mail>> sent = new ArrayList<>();
      for (CoreLoop machine : machines.values()) {
        TickYield yield = machine.run(nowNanos, until);
        events.addAll(yield.events());
        sent.add(yield.mail());
      }
      for (Map<String, Mail> mail : sent) {
        mail.forEach((machine, letter) -> machines.get(machine).core().receive(letter));
      }
      nowNanos = until;
    }
  }

  public List<EventRecord> events() {
    return events;
  }

  public long sentBytes(String machine, String network) {
    return machines.get(machine).core().linkTotals().stream()
        .filter(total -> total.network().equals(network))
        .mapToLong(LinkTotal::sentBytes)
        .sum();
  }
}

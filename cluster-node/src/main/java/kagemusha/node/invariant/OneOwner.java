package kagemusha.node.invariant;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import kagemusha.kernel.event.EventRecord;

/** No two hosts serve a volume as its owner; one that is dead or evicted serves nothing. */
final class OneOwner implements Checker {
  private final Map<String, Set<String>> serving = new TreeMap<>();

  /**
   * @param owners of each volume at the start
   */
  OneOwner(Map<String, String> owners) {
    owners.forEach((volume, host) -> serving.put(volume, new TreeSet<>(Set.of(host))));
  }

  @Override
  public void happened(EventRecord event, Consumer<Breach> breaches) {
    if (ClusterEvents.isServes(event)) {
      Set<String> hosts = serving.computeIfAbsent(event.correlation(), name -> new TreeSet<>());
      hosts.add(event.machine());
      if (hosts.size() > 1) {
        String what = "volume %s is served by %s".formatted(event.correlation(), hosts);
        breaches.accept(new Breach(event.timeNanos(), Breach.Law.ONE_OWNER, what));
      }
    } else if (ClusterEvents.isServesNoMore(event)) {
      serving.getOrDefault(event.correlation(), new TreeSet<>()).remove(event.machine());
    } else if (ClusterEvents.isEviction(event)) {
      lost(event.correlation(), event.timeNanos());
    }
  }

  @Override
  public void lost(String machine, long timeNanos) {
    serving.values().forEach(hosts -> hosts.remove(machine));
  }
}

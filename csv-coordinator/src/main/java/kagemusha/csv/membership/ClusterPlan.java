package kagemusha.csv.membership;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.kernel.entity.EntityId;

/**
 * What lives where when the run begins.
 *
 * @param residents names of everything that belongs to a host and stays with it, by host
 * @param groups names of everything that goes with a clustered machine, the machine first, by group
 * @param initialOwners host of each group
 */
public record ClusterPlan(
    Map<String, List<EntityId>> residents,
    Map<String, List<EntityId>> groups,
    Map<String, String> initialOwners) {
  public ClusterPlan {
    residents = Collections.unmodifiableMap(new TreeMap<>(residents));
    groups = Collections.unmodifiableMap(new TreeMap<>(groups));
    initialOwners = Collections.unmodifiableMap(new TreeMap<>(initialOwners));
  }

  /** A cluster of hosts with nothing on them. */
  public static ClusterPlan empty() {
    return new ClusterPlan(Map.of(), Map.of(), Map.of());
  }

  /** All that has belonged to a host which has these groups. */
  List<EntityId> on(String host, List<String> ownGroups) {
    List<EntityId> names = new ArrayList<>(residents.getOrDefault(host, List.of()));
    ownGroups.forEach(group -> names.addAll(groups.getOrDefault(group, List.of())));
    return names;
  }
}

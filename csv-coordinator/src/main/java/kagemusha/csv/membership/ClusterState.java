package kagemusha.csv.membership;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the registry knows of the cluster.
 *
 * @param witness the host that holds the witness disk
 * @param groups by name
 * @param sponsors who has let in each host that wants to join; it needs all members
 * @param round what hosts have said of each other, until it is judged
 */
public record ClusterState(
    Set<String> members,
    String witness,
    Map<String, ClusterGroup> groups,
    Map<String, Set<String>> sponsors,
    Round round) {
  /**
   * One judgement of who stays.
   *
   * @param suspicions whom each host does not hear
   * @param defended whether the holder of the witness has shown that it lives
   */
  public record Round(Map<String, Set<String>> suspicions, boolean challenged, boolean defended) {
    public Round {
      suspicions = Collections.unmodifiableMap(new TreeMap<>(suspicions));
    }

    static Round none() {
      return new Round(Map.of(), false, false);
    }

    Round with(String by, String host) {
      Map<String, Set<String>> all = new TreeMap<>(suspicions);
      Set<String> own = new TreeSet<>(all.getOrDefault(by, Set.of()));
      own.add(host);
      all.put(by, own);
      return new Round(all, challenged, defended);
    }

    Round asked() {
      return new Round(suspicions, true, defended);
    }

    Round answered() {
      return new Round(suspicions, challenged, true);
    }
  }

  public ClusterState {
    members = Collections.unmodifiableSet(new TreeSet<>(members));
    groups = Collections.unmodifiableMap(new TreeMap<>(groups));
    sponsors = Collections.unmodifiableMap(new TreeMap<>(sponsors));
  }

  /** All hosts are members, all groups online. */
  static ClusterState begin(Set<String> members, String witness, Map<String, String> owners) {
    Map<String, ClusterGroup> groups = new TreeMap<>();
    owners.forEach((group, owner) -> groups.put(group, ClusterGroup.online(group, owner)));
    return new ClusterState(members, witness, groups, Map.of(), Round.none());
  }

  ClusterState without(String host) {
    Set<String> rest = new TreeSet<>(members);
    rest.remove(host);
    return new ClusterState(rest, witness, groups, Map.of(), round);
  }

  ClusterState joined(String host) {
    Set<String> more = new TreeSet<>(members);
    more.add(host);
    return new ClusterState(more, witness, groups, Map.of(), round);
  }

  ClusterState sponsored(String host, String by) {
    Map<String, Set<String>> all = new TreeMap<>(sponsors);
    Set<String> own = new TreeSet<>(all.getOrDefault(host, Set.of()));
    own.add(by);
    all.put(host, own);
    return new ClusterState(members, witness, groups, all, round);
  }

  /** Whether all members have let a host in. */
  boolean isWelcome(String host) {
    return sponsors.getOrDefault(host, Set.of()).containsAll(members);
  }

  ClusterState witnessAt(String host) {
    return new ClusterState(members, host, groups, sponsors, round);
  }

  ClusterState in(Round next) {
    return new ClusterState(members, witness, groups, sponsors, next);
  }

  ClusterState with(ClusterGroup group) {
    Map<String, ClusterGroup> all = new TreeMap<>(groups);
    all.put(group.name(), group);
    return new ClusterState(members, witness, all, sponsors, round);
  }

  ClusterState withoutGroup(String name) {
    Map<String, ClusterGroup> rest = new TreeMap<>(groups);
    rest.remove(name);
    return new ClusterState(members, witness, rest, sponsors, round);
  }
}

package kagemusha.csv.membership;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The cluster service of a host.
 *
 * <pre>
 * Active   --Evicted, this host--> Outside   its machines are stopped
 * Outside  --Joined, this host---> Active    after it has asked again and again
 * </pre>
 */
sealed interface MemberState {
  /** A group as this host knows it. */
  record Resources(ResourceState machine, ResourceState configuration) {}

  /** The groups on this host, by name. */
  Map<String, Resources> groups();

  MemberState with(String group, Resources resources);

  MemberState without(String group);

  /**
   * At work.
   *
   * @param peers other members
   * @param queue groups that are still to be brought online, one after another
   */
  record Active(Set<String> peers, Map<String, Resources> groups, List<String> queue)
      implements MemberState {
    public Active {
      peers = Collections.unmodifiableSet(new TreeSet<>(peers));
      groups = Collections.unmodifiableMap(new TreeMap<>(groups));
      queue = List.copyOf(queue);
    }

    Active with(Set<String> others) {
      return new Active(others, groups, queue);
    }

    Active queued(String group) {
      List<String> longer = new ArrayList<>(queue);
      longer.add(group);
      return new Active(peers, groups, longer);
    }

    Active next() {
      return new Active(peers, groups, queue.subList(1, queue.size()));
    }

    @Override
    public Active with(String group, Resources resources) {
      return new Active(peers, put(groups, group, resources), queue);
    }

    @Override
    public Active without(String group) {
      return new Active(peers, rest(groups, group), queue);
    }
  }

  /** No member: it has no groups, only what is left of them. */
  record Outside(Map<String, Resources> groups) implements MemberState {
    public Outside {
      groups = Collections.unmodifiableMap(new TreeMap<>(groups));
    }

    @Override
    public Outside with(String group, Resources resources) {
      return new Outside(put(groups, group, resources));
    }

    @Override
    public Outside without(String group) {
      return new Outside(rest(groups, group));
    }
  }

  private static Map<String, Resources> put(
      Map<String, Resources> groups, String group, Resources resources) {
    Map<String, Resources> more = new TreeMap<>(groups);
    more.put(group, resources);
    return more;
  }

  private static Map<String, Resources> rest(Map<String, Resources> groups, String group) {
    Map<String, Resources> rest = new TreeMap<>(groups);
    rest.remove(group);
    return rest;
  }
}

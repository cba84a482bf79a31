package kagemusha.csv.membership;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import kagemusha.config.CsvSpec.FailoverSpec;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.event.Level;

/**
 * Where groups go and what becomes of them.
 *
 * <pre>
 * a host is gone     its groups move to the host with the fewest; machines that ran are started
 * a machine fails    once in a while it is started again where it is, then on another host,
 *                    and if there is none it stays failed
 * </pre>
 */
final class GroupRules {
  /** Windows Server's numbers: 1069 and 1205 [pub], the others [MEM]. */
  static final int RESOURCE_FAILED = 1069;

  static final int MOVES = 1153;
  static final int NOT_ONLINE = 1205;
  static final int ONLINE = 1201;
  static final int THRESHOLD = 1254;

  private final CsvWiring wiring;
  private final FailoverSpec spec;

  GroupRules(CsvWiring wiring) {
    this.wiring = wiring;
    this.spec = wiring.failover();
  }

  /** All groups of hosts that are gone. */
  Decision<ClusterState> failOver(ClusterState state) {
    Decision<ClusterState> decision = Decision.to(state);
    for (ClusterGroup group : state.groups().values()) {
      if (!state.members().contains(group.owner())) {
        Decision<ClusterState> next = leave(decision.next(), group);
        decision = new Decision<>(next.next(), decision.acts()).and(next.acts());
      }
    }
    return decision;
  }

  private Decision<ClusterState> leave(ClusterState state, ClusterGroup group) {
    Optional<String> to = another(state, group.owner());
    return to.isPresent() ? move(state, group, to.get()) : Decision.to(state, notOnline(group));
  }

  /** The first in the topology of those with the fewest groups. */
  private Optional<String> another(ClusterState state, String but) {
    return wiring.hosts().stream()
        .filter(host -> state.members().contains(host) && !host.equals(but))
        .min(Comparator.comparingLong(host -> groupsOn(state, host)));
  }

  private static long groupsOn(ClusterState state, String host) {
    return state.groups().values().stream().filter(each -> each.owner().equals(host)).count();
  }

  private Decision<ClusterState> move(ClusterState state, ClusterGroup group, String to) {
    ClusterGroup moved =
        group
            .on(to)
            .in(
                group.isWanted() ? ResourceState.PENDING : group.machine(),
                group.configuration() == ResourceState.FAILED
                    ? ResourceState.ONLINE
                    : group.configuration());
    String text = "Group '%s' moves from %s to %s.".formatted(group.name(), group.owner(), to);
    return Decision.to(
        state.with(moved),
        new Persist(new MembershipEvent.GroupMoved(group.name(), to)),
        new Log(MemberRules.SOURCE, MOVES, Level.WARNING, text, group.name()),
        tell(to, new ClusterMember.TakeOver(group.name(), group.isWanted())));
  }

  /** The machine of a group could not be brought online. */
  Decision<ClusterState> failed(ClusterState state, ClusterRegistry.Failed failure, long now) {
    ClusterGroup group = state.groups().get(failure.group());
    if (group == null || !group.owner().equals(failure.host())) {
      return Decision.to(state);
    }
    long periodNanos = spec.restartPeriod().toNanos();
    long failures = group.failuresSince(now - periodNanos);
    ClusterGroup failed = group.failed(now);
    List<Act> acts = new ArrayList<>();
    acts.add(new Persist(new MembershipEvent.GroupFailed(group.name(), now)));
    acts.add(log(RESOURCE_FAILED, "Resource '%1$s' of group '%1$s' has failed on %2$s.", group));
    Optional<String> to = another(state, group.owner());
    if (failures < spec.restarts()) {
      ClusterGroup again = failed.in(ResourceState.PENDING, group.configuration());
      acts.add(tell(group.owner(), new ClusterMember.BringOnline(group.name())));
      return new Decision<>(state.with(again), acts);
    } else if (failures == spec.restarts() && to.isPresent()) {
      Decision<ClusterState> moved =
          move(state, failed.in(ResourceState.PENDING, group.configuration()), to.get());
      return new Decision<>(moved.next(), acts).and(moved.acts());
    }
    acts.add(log(THRESHOLD, "Group '%s' has failed too often and stays on %s.", group));
    acts.add(notOnline(group));
    return new Decision<>(state.with(failed), acts);
  }

  /** What a host says of a group that it has. */
  Decision<ClusterState> changed(ClusterState state, ClusterRegistry.Resources now) {
    ClusterGroup group = state.groups().get(now.group());
    if (group == null || !state.members().contains(now.host())) {
      return Decision.to(state);
    }
    ClusterGroup next = group.on(now.host()).in(now.machine(), now.configuration());
    if (next.equals(group)) {
      return Decision.to(state);
    }
    List<Act> acts = new ArrayList<>();
    if (!next.owner().equals(group.owner())) {
      acts.add(new Persist(new MembershipEvent.GroupMoved(group.name(), next.owner())));
    }
    acts.add(
        new Persist(
            new MembershipEvent.ResourcesChanged(
                group.name(), next.machine(), next.configuration())));
    if (next.state() == ResourceState.ONLINE && group.machine() == ResourceState.PENDING) {
      acts.add(
          new Log(
              MemberRules.SOURCE,
              ONLINE,
              Level.INFORMATION,
              "Group '%s' is online on %s.".formatted(group.name(), next.owner()),
              group.name()));
    }
    return new Decision<>(state.with(next), acts);
  }

  Decision<ClusterState> deleted(ClusterState state, String group) {
    return state.groups().containsKey(group)
        ? Decision.to(
            state.withoutGroup(group), new Persist(new MembershipEvent.GroupDeleted(group)))
        : Decision.to(state);
  }

  private static Log notOnline(ClusterGroup group) {
    return log(NOT_ONLINE, "Group '%s' could not be brought online; %s was its host.", group);
  }

  private static Log log(int id, String text, ClusterGroup group) {
    return new Log(
        MemberRules.SOURCE,
        id,
        Level.ERROR,
        text.formatted(group.name(), group.owner()),
        group.name());
  }

  private Send tell(String host, ClusterMember.Command command) {
    return new Send(wiring.registryNetwork(), CsvWiring.memberOf(host), command);
  }
}

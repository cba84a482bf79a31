package kagemusha.csv.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.csv.CsvVolume;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.data.Sets;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** The rules of the {@link ClusterRegistry}. */
final class RegistryRules {
  /** Windows Server's: a node was removed from the membership [MEM]. */
  static final int REMOVED = 1135;

  /** Windows Server's: a node has joined [MEM]. */
  static final int JOINED = 1062;

  /** Windows Server's: the cluster has lost its quorum [MEM]. */
  static final int NO_QUORUM = 1177;

  /** This product's own: the witness disk has another holder. */
  static final int WITNESS_MOVED = 9013;

  /** Hops that an answer to a question takes, and as many until the question is asked. */
  private static final int HOPS = 4;

  private final CsvWiring wiring;
  private final ClusterPlan plan;
  private final Quorum quorum;
  private final GroupRules groups;

  RegistryRules(CsvWiring wiring, ClusterPlan plan) {
    this.wiring = wiring;
    this.plan = plan;
    this.quorum = new Quorum(wiring.hosts());
    this.groups = new GroupRules(wiring);
  }

  /**
   * @param now without padding
   */
  Decision<ClusterState> on(
      ClusterState state, ClusterRegistry.Command command, long now, long quantum) {
    if (command instanceof ClusterRegistry.Suspect suspect) {
      return suspect(state, suspect, quantum);
    } else if (command instanceof ClusterRegistry.Defend defend) {
      return state.round().challenged() && defend.host().equals(state.witness())
          ? judge(state.in(state.round().answered()), false, quantum)
          : Decision.to(state);
    } else if (command instanceof ClusterRegistry.ChallengeOver) {
      return state.round().challenged() ? judge(state, true, quantum) : Decision.to(state);
    } else if (command instanceof ClusterRegistry.RegroupOver) {
      return state.round().suspicions().isEmpty()
          ? Decision.to(state)
          : settle(
              state,
              quorum.prune(state.members(), state.round().suspicions(), state.witness()),
              quantum);
    } else if (command instanceof ClusterRegistry.Join join) {
      return join(state, join);
    } else if (command instanceof ClusterRegistry.Rebooted rebooted) {
      return rebooted(state, rebooted.host());
    } else if (command instanceof ClusterRegistry.Resources resources) {
      return groups.changed(state, resources);
    } else if (command instanceof ClusterRegistry.Deleted deleted) {
      return groups.deleted(state, deleted.group());
    } else if (command instanceof ClusterRegistry.Failed failed) {
      return groups.failed(state, failed, now);
    }
    throw new IllegalArgumentException("no rule for " + command);
  }

  /** The state that follows from a stored event. */
  ClusterState recovered(ClusterState state, MembershipEvent event) {
    if (event instanceof MembershipEvent.HostGone gone) {
      return state.without(gone.host());
    } else if (event instanceof MembershipEvent.HostJoined joined) {
      return state.joined(joined.host());
    } else if (event instanceof MembershipEvent.WitnessMoved moved) {
      return state.witnessAt(moved.host());
    } else if (event instanceof MembershipEvent.GroupMoved moved) {
      return state.with(state.groups().get(moved.group()).on(moved.host()));
    } else if (event instanceof MembershipEvent.ResourcesChanged changed) {
      ClusterGroup group = state.groups().get(changed.group());
      return state.with(group.in(changed.machine(), changed.configuration()));
    } else if (event instanceof MembershipEvent.GroupFailed failed) {
      return state.with(state.groups().get(failed.group()).failed(failed.atNanos()));
    } else if (event instanceof MembershipEvent.GroupDeleted deleted) {
      return state.withoutGroup(deleted.group());
    }
    throw new IllegalArgumentException("no rule for " + event);
  }

  private Decision<ClusterState> suspect(
      ClusterState state, ClusterRegistry.Suspect suspect, long quantum) {
    if (!state.members().contains(suspect.by())) {
      return Decision.to(state, evicted(suspect.by(), suspect.by()));
    } else if (!state.members().contains(suspect.host())) {
      return Decision.to(state, evicted(suspect.by(), suspect.host()));
    }
    return judge(state.in(state.round().with(suspect.by(), suspect.host())), false, quantum);
  }

  private Decision<ClusterState> judge(ClusterState state, boolean silent, long quantum) {
    ClusterState.Round round = state.round();
    Set<String> alive = new TreeSet<>(round.suspicions().keySet());
    if (round.defended()) {
      alive.add(state.witness());
    }
    return settle(
        state,
        quorum.judge(state.members(), round.suspicions(), state.witness(), alive, silent),
        quantum);
  }

  private Decision<ClusterState> settle(ClusterState state, Quorum.Verdict verdict, long quantum) {
    if (verdict instanceof Quorum.Stay stay) {
      return stay(state, stay.hosts());
    } else if (verdict instanceof Quorum.Challenge challenge) {
      return state.round().challenged() ? Decision.to(state) : challenge(state, challenge, quantum);
    } else if (verdict instanceof Quorum.Lost) {
      return stay(state, Set.of());
    }
    long regroupNanos = wiring.heartbeatNanos() + HOPS * quantum;
    return Decision.to(
        state, new Timer("regroup", regroupNanos, new ClusterRegistry.RegroupOver()));
  }

  private Decision<ClusterState> challenge(
      ClusterState state, Quorum.Challenge challenge, long quantum) {
    long limitNanos = wiring.failover().arbitration().toNanos() + HOPS * quantum;
    return Decision.to(
        state.in(state.round().asked()),
        new Send(
            wiring.registryNetwork(),
            CsvWiring.memberOf(challenge.holder()),
            new ClusterMember.Challenge()),
        new Timer("challenge", limitNanos, new ClusterRegistry.ChallengeOver()));
  }

  /** It was back before anybody had missed it, but nothing that ran on it is there. */
  private Decision<ClusterState> rebooted(ClusterState state, String host) {
    return state.members().contains(host)
        ? stay(state, Sets.without(state.members(), host), "it has started anew")
        : Decision.to(state);
  }

  private Decision<ClusterState> stay(ClusterState state, Set<String> hosts) {
    return stay(state, hosts, "it does not hear enough hosts");
  }

  /** All others are no members any more; what they had goes to those that stay. */
  private Decision<ClusterState> stay(ClusterState state, Set<String> hosts, String why) {
    List<Act> acts = new ArrayList<>();
    ClusterState left = state.in(ClusterState.Round.none());
    for (String host : state.members()) {
      if (!hosts.contains(host)) {
        left = left.without(host);
        acts.addAll(remove(state, host, hosts, why));
      }
    }
    if (hosts.isEmpty()) {
      String text = "The cluster has stopped: too few hosts hear each other for a quorum.";
      acts.add(new Log(MemberRules.SOURCE, NO_QUORUM, Level.CRITICAL, text, ""));
    } else if (!hosts.contains(state.witness())) {
      String next = wiring.hosts().stream().filter(hosts::contains).findFirst().orElseThrow();
      left = left.witnessAt(next);
      acts.add(new Persist(new MembershipEvent.WitnessMoved(next)));
      String text = "The witness disk is held by %s from now on.".formatted(next);
      acts.add(new Log(MemberRules.SOURCE, WITNESS_MOVED, Level.INFORMATION, text, next));
    }
    Decision<ClusterState> moved = groups.failOver(left);
    return new Decision<>(moved.next(), acts).and(moved.acts());
  }

  private List<Act> remove(ClusterState state, String host, Set<String> rest, String why) {
    List<String> by =
        rest.stream()
            .filter(each -> state.round().suspicions().getOrDefault(each, Set.of()).contains(host))
            .toList();
    String who = by.isEmpty() ? host : by.get(0);
    List<Act> acts = new ArrayList<>();
    acts.add(new Persist(new MembershipEvent.HostGone(host, who)));
    acts.add(new Log(MemberRules.SOURCE, REMOVED, Level.ERROR, removal(host, by, why), host));
    wiring.volumes().forEach(volume -> acts.add(new Tell(volume, new CsvVolume.NodeLost(host))));
    List<String> own =
        state.groups().values().stream()
            .filter(group -> group.owner().equals(host))
            .map(ClusterGroup::name)
            .toList();
    var forsake = new ControllerCommand.Forsake(host, plan.on(host, own));
    var fence = new ControllerCommand.Fence(host, List.of(CsvWiring.nodeOf(host)));
    for (EntityId controller : wiring.controllers()) {
      acts.add(new Tell(controller, forsake));
      acts.add(new Tell(controller, fence));
    }
    rest.forEach(member -> acts.add(evicted(member, host)));
    acts.add(evicted(host, host));
    return acts;
  }

  private static String removal(String host, List<String> by, String why) {
    String because = by.isEmpty() ? why : by.get(0) + " does not hear it any more";
    return "%s was removed from the cluster because %s.".formatted(host, because);
  }

  /** A host that all members hear again joins. Who asks once more has not been told yet. */
  private Decision<ClusterState> join(ClusterState before, ClusterRegistry.Join join) {
    String host = join.host();
    if (!before.members().contains(join.sponsor())) {
      return Decision.to(before);
    } else if (before.members().contains(host)) {
      return Decision.to(before, told(host, before, host));
    }
    ClusterState state = before.sponsored(host, join.sponsor());
    if (!state.isWelcome(host)) {
      return Decision.to(state);
    }
    ClusterState joined = state.joined(host);
    List<Act> acts = new ArrayList<>();
    acts.add(new Persist(new MembershipEvent.HostJoined(host)));
    String text = "%s has joined the cluster again.".formatted(host);
    acts.add(new Log(MemberRules.SOURCE, JOINED, Level.INFORMATION, text, host));
    for (EntityId controller : wiring.controllers()) {
      acts.add(new Tell(controller, new ControllerCommand.Admit(host)));
    }
    wiring.volumes().forEach(volume -> acts.add(new Tell(volume, new CsvVolume.NodeJoined(host))));
    joined.members().forEach(member -> acts.add(told(member, joined, host)));
    return new Decision<>(joined, acts);
  }

  private Send told(String member, ClusterState state, String host) {
    return new Send(
        wiring.registryNetwork(),
        CsvWiring.memberOf(member),
        new ClusterMember.Joined(host, List.copyOf(state.members())));
  }

  private Send evicted(String member, String host) {
    return new Send(
        wiring.registryNetwork(), CsvWiring.memberOf(member), new ClusterMember.Evicted(host));
  }
}

package kagemusha.csv.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kagemusha.csv.CsvNode;
import kagemusha.csv.CsvWiring;
import kagemusha.csv.membership.MemberState.Active;
import kagemusha.csv.membership.MemberState.Outside;
import kagemusha.kernel.data.Sets;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Adopt;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** The rules of a {@link ClusterMember}. */
final class MemberRules {
  static final String SOURCE = "FailoverClustering";

  /** Windows Server's: the service stops because this host is not in the quorum [MEM]. */
  static final int STOPPED = 1177;

  /** This product's own. */
  static final int SILENT = 9012;

  private final String host;
  private final CsvWiring wiring;
  private final ClusterPlan plan;

  MemberRules(String host, CsvWiring wiring, ClusterPlan plan) {
    this.host = host;
    this.wiring = wiring;
    this.plan = plan;
  }

  long silenceNanos() {
    return wiring.silenceNanos();
  }

  private Set<String> others() {
    return Sets.without(wiring.hosts(), host);
  }

  /** As it is when the run begins. */
  MemberState begin() {
    Map<String, MemberState.Resources> groups = new TreeMap<>();
    plan.initialOwners()
        .forEach(
            (group, owner) -> {
              if (owner.equals(host)) {
                groups.put(
                    group, new MemberState.Resources(ResourceState.ONLINE, ResourceState.ONLINE));
              }
            });
    return new Active(others(), groups, List.of());
  }

  /** As it is when the host has booted in the middle of a run. */
  Decision<MemberState> returned(long quantum) {
    Decision<MemberState> ask = ask(new Outside(Map.of()), quantum);
    return Decision.<MemberState>to(ask.next(), toRegistry(new ClusterRegistry.Rebooted(host)))
        .and(ask.acts());
  }

  Decision<MemberState> on(MemberState state, ClusterMember.Command command, long quantum) {
    if (command instanceof ClusterMember.Resources resources) {
      return resources(state, resources);
    } else if (command instanceof ClusterMember.Left left) {
      return Decision.to(state.without(left.group()));
    } else if (command instanceof ClusterMember.Deleted deleted) {
      if (!state.groups().containsKey(deleted.group())) {
        return Decision.to(state);
      }
      var told = new ClusterRegistry.Deleted(deleted.group());
      return Decision.<MemberState>to(state.without(deleted.group()), toRegistry(told));
    } else if (command instanceof ClusterMember.Joined joined) {
      return joined(state, joined);
    } else if (state instanceof Active active) {
      return on(active, command, quantum);
    }
    Outside outside = (Outside) state;
    if (command instanceof ClusterMember.AskAgain) {
      return ask(outside, quantum);
    } else if (command instanceof ClusterMember.HeardBy heard) {
      return Decision.to(state, toRegistry(new ClusterRegistry.Join(host, heard.host())));
    } else if (command instanceof ClusterMember.Beat) {
      return Decision.to(state, beatAgain());
    }
    return Decision.to(state);
  }

  private Decision<MemberState> on(Active state, ClusterMember.Command command, long quantum) {
    if (command instanceof ClusterMember.Beat) {
      return beat(state);
    } else if (command instanceof ClusterMember.Heartbeat heartbeat) {
      return state.peers().contains(heartbeat.host())
          ? Decision.to(state, listen(heartbeat.host(), 0))
          : Decision.to(state);
    } else if (command instanceof ClusterMember.Silent silent) {
      return state.peers().contains(silent.host())
          ? suspect(state, silent.host())
          : Decision.to(state);
    } else if (command instanceof ClusterMember.Evicted evicted) {
      return evicted.host().equals(host) ? stop(state, quantum) : forget(state, evicted.host());
    } else if (command instanceof ClusterMember.Challenge) {
      return Decision.to(state, toRegistry(new ClusterRegistry.Defend(host)));
    } else if (command instanceof ClusterMember.TakeOver takeOver) {
      return takeOver(state, takeOver, quantum);
    } else if (command instanceof ClusterMember.BringOnline bring) {
      return queue(state, bring.group(), quantum);
    } else if (command instanceof ClusterMember.NextGroup) {
      return next(state);
    } else if (command instanceof ClusterMember.PendingOver over) {
      return pendingOver(state, over.group());
    }
    return Decision.to(state);
  }

  private Decision<MemberState> beat(Active state) {
    List<Act> acts = new ArrayList<>();
    for (String peer : state.peers()) {
      acts.add(toMember(peer, new ClusterMember.Heartbeat(host)));
    }
    acts.add(beatAgain());
    return new Decision<>(state, acts);
  }

  private Timer beatAgain() {
    return new Timer("beat", wiring.heartbeatNanos(), new ClusterMember.Beat());
  }

  private Timer listen(String peer, long lateNanos) {
    return new Timer(
        "silence of " + peer, silenceNanos() + lateNanos, new ClusterMember.Silent(peer));
  }

  /** As long as the registry has not decided, it is told again. */
  private Decision<MemberState> suspect(Active state, String peer) {
    String text =
        "%s has not heard %s for %.1f s.".formatted(host, peer, silenceNanos() / 1_000_000_000.0);
    return Decision.to(
        state,
        listen(peer, 0),
        new Log(SOURCE, SILENT, Level.WARNING, text, peer),
        toRegistry(new ClusterRegistry.Suspect(host, peer)));
  }

  private static Decision<MemberState> forget(Active state, String peer) {
    return Decision.to(state.with(Sets.without(state.peers(), peer)));
  }

  /** The machines end here; what they had issued goes nowhere any more. */
  private Decision<MemberState> stop(Active state, long quantum) {
    String text = "The cluster service of %s stops: it is not in the quorum.".formatted(host);
    List<Act> acts = new ArrayList<>();
    acts.add(new Log(SOURCE, STOPPED, Level.CRITICAL, text, host));
    acts.add(new Tell(CsvWiring.nodeOf(host), new CsvNode.Leave()));
    state
        .groups()
        .keySet()
        .forEach(group -> acts.add(new Tell(machine(group), new ClusterMember.Stop(group))));
    Decision<MemberState> ask = ask(new Outside(state.groups()), quantum);
    return new Decision<>(ask.next(), acts).and(ask.acts());
  }

  /** Asks everybody to be let in, and will do so again. */
  private Decision<MemberState> ask(Outside state, long quantum) {
    long againNanos = wiring.failover().joinRetry().toNanos() + 4 * quantum;
    return Decision.to(
        state,
        new Tell(CsvWiring.nodeOf(host), new CsvNode.Knock()),
        new Timer("ask", againNanos, new ClusterMember.AskAgain()));
  }

  private Decision<MemberState> joined(MemberState state, ClusterMember.Joined joined) {
    Set<String> peers = Sets.without(joined.members(), host);
    if (joined.host().equals(host)) {
      List<Act> acts = new ArrayList<>();
      peers.forEach(peer -> acts.add(listen(peer, silenceNanos())));
      return state instanceof Active
          ? Decision.to(state)
          : new Decision<>(new Active(peers, state.groups(), List.of()), acts);
    }
    return state instanceof Active active && !active.peers().contains(joined.host())
        ? Decision.to(active.with(peers), listen(joined.host(), silenceNanos()))
        : Decision.to(state);
  }

  /** Its machine and all that goes with it begin anew here, a quantum from now at the earliest. */
  private Decision<MemberState> takeOver(Active state, ClusterMember.TakeOver order, long quantum) {
    List<EntityId> entities = plan.groups().getOrDefault(order.group(), List.of());
    Decision<MemberState> queued =
        order.start() ? queue(state, order.group(), quantum) : Decision.to(state);
    return Decision.to(queued.next(), new Adopt(entities, quantum)).and(queued.acts());
  }

  private Decision<MemberState> queue(Active state, String group, long quantum) {
    boolean first = state.queue().isEmpty();
    // The place in front is held by nobody: the first group is taken when the timer comes.
    Active longer = first ? state.queued("").queued(group) : state.queued(group);
    return first
        ? Decision.to(longer, new Timer("next group", quantum + 1, new ClusterMember.NextGroup()))
        : Decision.to(longer);
  }

  private Decision<MemberState> next(Active before) {
    if (before.queue().isEmpty()) {
      // This host has been outside since the timer was set, and what waited is forgotten.
      return Decision.to(before);
    }
    Active state = before.next();
    if (state.queue().isEmpty()) {
      return Decision.to(state);
    }
    String group = state.queue().get(0);
    return Decision.to(
        state,
        new Tell(machine(group), new ClusterMember.Start(group)),
        new Timer(
            "pending " + group,
            wiring.failover().pendingTimeout().toNanos(),
            new ClusterMember.PendingOver(group)),
        new Timer(
            "next group",
            wiring.failover().groupOnline().toNanos(),
            new ClusterMember.NextGroup()));
  }

  private Decision<MemberState> pendingOver(Active state, String group) {
    MemberState.Resources resources = state.groups().get(group);
    boolean online = resources != null && resources.machine() == ResourceState.ONLINE;
    return online
        ? Decision.to(state)
        : Decision.to(state, toRegistry(new ClusterRegistry.Failed(host, group)));
  }

  private Decision<MemberState> resources(MemberState state, ClusterMember.Resources told) {
    var resources = new MemberState.Resources(told.machine(), told.configuration());
    MemberState next = state.with(told.group(), resources);
    boolean news = !resources.equals(state.groups().get(told.group()));
    return state instanceof Active && news
        ? Decision.to(
            next,
            toRegistry(
                new ClusterRegistry.Resources(
                    host, told.group(), told.machine(), told.configuration())))
        : Decision.to(next);
  }

  private static EntityId machine(String group) {
    return new EntityId(group);
  }

  private Send toMember(String peer, ClusterMember.Command command) {
    return new Send(wiring.network(), CsvWiring.memberOf(peer), command);
  }

  private Send toRegistry(ClusterRegistry.Command command) {
    return new Send(wiring.registryNetwork(), CsvWiring.registry(), command);
  }
}

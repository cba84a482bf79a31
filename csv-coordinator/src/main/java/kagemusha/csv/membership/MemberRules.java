package kagemusha.csv.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.event.Level;

/** The rules of a {@link ClusterMember}, whose state is the set of members that it knows. */
final class MemberRules {
  static final String SOURCE = "FailoverClustering";

  /** This product's own. */
  static final int SILENT = 9012;

  private final String host;
  private final CsvWiring wiring;

  MemberRules(String host, CsvWiring wiring) {
    this.host = host;
    this.wiring = wiring;
  }

  long silenceNanos() {
    return wiring.silenceNanos();
  }

  Decision<Set<String>> on(Set<String> peers, ClusterMember.Command command) {
    if (command instanceof ClusterMember.Beat) {
      return beat(peers);
    } else if (command instanceof ClusterMember.Heartbeat heartbeat) {
      return peers.contains(heartbeat.host())
          ? Decision.to(peers, listen(heartbeat.host()))
          : Decision.to(peers);
    } else if (command instanceof ClusterMember.Silent silent) {
      return peers.contains(silent.host()) ? suspect(peers, silent.host()) : Decision.to(peers);
    } else if (command instanceof ClusterMember.Evicted evicted) {
      Set<String> rest = new TreeSet<>(peers);
      rest.remove(evicted.host());
      return Decision.to(rest);
    }
    return Decision.to(peers);
  }

  private Decision<Set<String>> beat(Set<String> peers) {
    List<Act> acts = new ArrayList<>();
    for (String peer : peers) {
      acts.add(
          new Send(wiring.network(), CsvWiring.memberOf(peer), new ClusterMember.Heartbeat(host)));
    }
    acts.add(new Timer("beat", wiring.heartbeatNanos(), new ClusterMember.Beat()));
    return new Decision<>(peers, acts);
  }

  private Timer listen(String peer) {
    return new Timer("silence of " + peer, silenceNanos(), new ClusterMember.Silent(peer));
  }

  private Decision<Set<String>> suspect(Set<String> peers, String peer) {
    String text =
        "%s has not heard %s for %.1f s.".formatted(host, peer, silenceNanos() / 1_000_000_000.0);
    return Decision.to(
        peers,
        new Log(SOURCE, SILENT, Level.WARNING, text, peer),
        new Send(
            wiring.registryNetwork(),
            CsvWiring.registry(),
            new ClusterRegistry.Suspect(host, peer)));
  }
}

package kagemusha.csv.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.csv.CsvVolume;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** The rules of the {@link ClusterRegistry}, whose state is the set of members. */
final class RegistryRules {
  /** Windows Server's: a node was removed from the membership [MEM]. */
  static final int REMOVED = 1135;

  private final CsvWiring wiring;
  private final Map<String, List<EntityId>> residents;

  RegistryRules(CsvWiring wiring, Map<String, List<EntityId>> residents) {
    this.wiring = wiring;
    this.residents = new TreeMap<>(residents);
  }

  Decision<Set<String>> on(Set<String> members, ClusterRegistry.Command command) {
    ClusterRegistry.Suspect suspect = (ClusterRegistry.Suspect) command;
    if (!members.contains(suspect.by())) {
      return Decision.to(members, evicted(suspect.by(), suspect.by()));
    } else if (!members.contains(suspect.host())) {
      return Decision.to(members, evicted(suspect.by(), suspect.host()));
    }
    return remove(members, suspect);
  }

  /** The state that follows from a stored event. */
  Set<String> recovered(Set<String> members, MembershipEvent event) {
    Set<String> rest = new TreeSet<>(members);
    rest.remove(((MembershipEvent.HostGone) event).host());
    return rest;
  }

  private Decision<Set<String>> remove(Set<String> members, ClusterRegistry.Suspect suspect) {
    String host = suspect.host();
    MembershipEvent gone = new MembershipEvent.HostGone(host, suspect.by());
    Set<String> rest = recovered(members, gone);
    String text =
        "%s was removed from the cluster because %s does not hear it any more."
            .formatted(host, suspect.by());
    List<Act> acts = new ArrayList<>();
    acts.add(new Persist(gone));
    acts.add(new Log(MemberRules.SOURCE, REMOVED, Level.ERROR, text, host));
    wiring.volumes().forEach(volume -> acts.add(new Tell(volume, new CsvVolume.NodeLost(host))));
    ControllerCommand forsake =
        new ControllerCommand.Forsake(host, residents.getOrDefault(host, List.of()));
    wiring.controllers().forEach(controller -> acts.add(new Tell(controller, forsake)));
    rest.forEach(member -> acts.add(evicted(member, host)));
    return new Decision<>(rest, acts);
  }

  private Send evicted(String member, String host) {
    return new Send(
        wiring.registryNetwork(), CsvWiring.memberOf(member), new ClusterMember.Evicted(host));
  }
}

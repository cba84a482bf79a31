package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.AgentState.Describing;
import kagemusha.backup.dpm.AgentState.Idle;
import kagemusha.kernel.entity.Decision;

/** Which virtual machines are on the agent's host, and what it does about one that is not. */
final class GuestsHere {
  private final Set<String> guests = new TreeSet<>();

  void on(VmDisks.Presence presence) {
    if (presence.here()) {
      guests.add(presence.vm());
    } else {
      guests.remove(presence.vm());
    }
  }

  List<String> names() {
    return new ArrayList<>(guests);
  }

  /** What follows if the command is for a machine that is elsewhere; empty if it is none such. */
  Optional<Decision<AgentState>> missing(
      AgentState state, DpmAgent.Command command, AgentRules rules) {
    if (command instanceof DpmAgent.Carry carry && state instanceof Idle) {
      JobOrder order = carry.order();
      boolean wanted = order.restore().toOriginalPlace();
      return wanted && isAway(order.vm()) ? Optional.of(rules.notHere(order)) : Optional.empty();
    } else if (command instanceof DpmAgent.Presence) {
      return Optional.of(
          state instanceof Describing describing && isAway(describing.order().vm())
              ? rules.notHere(describing.order())
              : Decision.to(state));
    } else if (command instanceof DpmAgent.BringOnline online && isAway(online.vm())) {
      return Optional.of(Decision.to(state));
    }
    return Optional.empty();
  }

  private boolean isAway(String vm) {
    return !guests.contains(vm);
  }
}

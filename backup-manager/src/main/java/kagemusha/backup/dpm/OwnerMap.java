package kagemusha.backup.dpm;

import java.util.Map;
import java.util.TreeMap;
import kagemusha.backup.BackupWiring;
import kagemusha.config.Topology;
import kagemusha.kernel.entity.Context;

/**
 * Which host each virtual machine is on, as far as the server knows. It asks the agents at regular
 * times only; until then a job for a machine that has migrated goes to the agent of the old host,
 * which does not find it. That this is why a backup after a finished migration fails [WP Table
 * 13-1, rows 3 and 15] is a hypothesis: the paper does not say.
 */
final class OwnerMap {
  private final BackupWiring wiring;
  private final Map<String, String> hosts = new TreeMap<>();

  OwnerMap(BackupWiring wiring) {
    this.wiring = wiring;
    for (Topology.VmSpec vm : wiring.vms()) {
      hosts.put(vm.name(), wiring.hostOf(vm.name()));
    }
  }

  String hostOf(String vm) {
    return hosts.get(vm);
  }

  /** At the start of a run it knows; a server that comes back has to ask. */
  void start(Context context) {
    if (context.nowNanos() > 0) {
      ask(context);
    } else {
      askLater(context);
    }
  }

  /** Nobody moves where there is one host. */
  private void askLater(Context context) {
    if (wiring.hostNames().size() > 1) {
      long after = wiring.spec().dpm().tuning().agents().owners().toNanos();
      context.timer("owners", context.nowNanos() + after, new DpmServer.AskOwners());
    }
  }

  void ask(Context context) {
    for (String host : wiring.hostNames()) {
      context.send(wiring.backupNetwork(), BackupWiring.agentOf(host), new DpmAgent.WhoIsThere());
    }
    askLater(context);
  }

  /** The agent of a host has answered. */
  void are(DpmServer.GuestsAre answer, Context context) {
    for (String vm : answer.vms()) {
      String before = hosts.put(vm, answer.host());
      if (!answer.host().equals(before)) {
        ServerEvents.note(
            context,
            ServerEvents.OWNER_CHANGED,
            vm,
            "%s is on %s now; jobs for it go there and no longer to %s.",
            vm,
            answer.host(),
            before);
      }
    }
  }
}

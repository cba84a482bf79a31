package kagemusha.node;

import java.util.Optional;
import kagemusha.backup.VmDisks;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;

/**
 * A virtual machine's configuration resource in the failover cluster.
 *
 * <pre>
 * Online  --Restored--> Failed        a restore has registered the machine outside the cluster
 * Failed  --BringOnline--> Online     by the operator
 * Online, Failed --Delete--> Deleted  with the machine's own resource; the machine runs on
 * Deleted --Restored--> Deleted       a restore to the host alone
 * Deleted --BringOnline--> Online     the machine is registered in the cluster again
 * </pre>
 */
enum ConfigurationResource {
  ONLINE,
  FAILED,
  DELETED;

  /** The cluster has brought something online. [MEM] */
  static final int BROUGHT_ONLINE = 1201;

  /** This product's own. */
  static final int RESOURCES_DELETED = 9260;

  static final int REGISTERED_AGAIN = 9261;

  private static final String SOURCE = "FailoverClustering";

  /** Deletes it and the machine's own resource. */
  record Delete(String by) implements Message {}

  /** What becomes of it. The errors of a restore are logged by the agent that restored. */
  ConfigurationResource on(Message command, String vm, Context context) {
    if (command instanceof VmDisks.Restored) {
      return this == DELETED ? DELETED : FAILED;
    } else if (command instanceof VmDisks.BringOnline online && this != ONLINE) {
      if (this == DELETED) {
        String again = "%s is registered in the cluster again, as a group with its resources.";
        log(context, REGISTERED_AGAIN, again.formatted(vm), online.job());
      }
      String text = "Resource '%s Configuration' of group '%s' is online again.";
      log(context, BROUGHT_ONLINE, text.formatted(vm, vm), online.job());
      return ONLINE;
    } else if (command instanceof Delete delete) {
      String text =
          "Group '%s' is deleted with its resources. Asked for by %s. The machine stays on its host.";
      log(context, RESOURCES_DELETED, text.formatted(vm, delete.by()), vm);
      return DELETED;
    }
    return this;
  }

  private static void log(Context context, int id, String text, String correlation) {
    context.event(SOURCE, id, Level.INFORMATION, text, correlation);
  }

  /** Why a restore cannot be made; what it would overwrite stays as it is. */
  Optional<String> refusal(VmDisks.TurnOff order, String vm) {
    if (this == DELETED && !order.outsideCluster()) {
      return Optional.of(
          vm
              + " has no resources in the cluster that it could be restored to; it can be restored"
              + " to its host (outside-cluster) and registered in the cluster again");
    } else if (this != DELETED && order.outsideCluster()) {
      return Optional.of(vm + " is a resource of the cluster; it cannot be restored outside of it");
    }
    return Optional.empty();
  }
}

package kagemusha.node;

import kagemusha.backup.VmDisks;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;

/**
 * A virtual machine's configuration resource in the failover cluster.
 *
 * <pre>
 * Online  --Restored--> Failed      a restore has registered the machine outside the cluster
 * Failed  --BringOnline--> Online   by the operator
 * </pre>
 */
enum ConfigurationResource {
  ONLINE,
  FAILED;

  /** The cluster has brought something online. [MEM] */
  static final int BROUGHT_ONLINE = 1201;

  private static final String SOURCE = "FailoverClustering";

  /** What becomes of it. The errors of a restore are logged by the agent that restored. */
  ConfigurationResource on(Message command, String vm, Context context) {
    if (command instanceof VmDisks.Restored) {
      return FAILED;
    } else if (command instanceof VmDisks.BringOnline online && this == FAILED) {
      String text = "Resource '%s Configuration' of group '%s' is online again.";
      context.event(
          SOURCE, BROUGHT_ONLINE, Level.INFORMATION, text.formatted(vm, vm), online.job());
      return ONLINE;
    }
    return this;
  }
}

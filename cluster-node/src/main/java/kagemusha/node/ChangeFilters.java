package kagemusha.node;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.backup.VmDisks;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;

/** The filters of all agents that have the changes of a virtual machine tracked. */
final class ChangeFilters {
  private final Map<EntityId, ChangeFilter> filters = new TreeMap<>();

  void on(VmDisks.ForFilter command, boolean running, VirtualDisks disks, Context context) {
    EntityId agent = command.agent();
    ChangeFilter filter = filters.computeIfAbsent(agent, id -> new ChangeFilter());
    if (command instanceof VmDisks.Track track) {
      filter.expect(track.set());
      context.tell(agent, new VmDisks.Tracked(track.set(), running));
    } else if (command instanceof VmDisks.DescribeChanges ask) {
      boolean known = filter.knows(ask.set());
      List<VmDisks.Disk> changes = known ? filter.changes(disks) : List.of();
      context.tell(agent, new VmDisks.Changes(ask.set(), known, changes));
    } else if (command instanceof VmDisks.Confirm confirm) {
      filter.confirm(confirm.set());
    }
  }

  void changed(VhdRole role, long firstBlock, long blocks) {
    filters.values().forEach(filter -> filter.changed(role, firstBlock, blocks));
  }

  void moment(String set) {
    filters.values().forEach(filter -> filter.moment(set));
  }

  /** The memory in which changes were noted is gone, or they have been made past it. */
  void lose() {
    filters.values().forEach(ChangeFilter::lose);
  }

  /**
   * The guest has ended; the agents hear of it. Only a guest that was shut down properly has kept
   * what the filters had noted.
   */
  void off(String vm, boolean properly, Context context) {
    if (!properly) {
      lose();
    }
    filters.keySet().forEach(agent -> context.tell(agent, new VmDisks.GuestOff(vm)));
  }
}

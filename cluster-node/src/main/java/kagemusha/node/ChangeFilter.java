package kagemusha.node;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.backup.VmDisks;
import kagemusha.config.Topology.VhdRole;

/**
 * The blocks of a virtual machine's disks that have been written since an agent's last backup. They
 * are kept in memory only: whoever loses that cannot tell any more what has changed.
 *
 * <pre>
 * Unknown  --moment of a set, Confirm--> Known       changes count from that moment
 * Known    --moment of a set, Confirm--> Known
 * Known    --moment of a set, no Confirm--> Known    the next set has these changes too
 * any      --lost--> Unknown
 * </pre>
 */
final class ChangeFilter {
  private final Map<VhdRole, BitSet> since = new EnumMap<>(VhdRole.class);
  private final Map<VhdRole, BitSet> before = new EnumMap<>(VhdRole.class);
  private boolean known;
  private String expected = "";
  private String cut = "";

  ChangeFilter() {
    lose();
  }

  /** A block was written, or has come into being. */
  void changed(VhdRole role, long firstBlock, long blocks) {
    since.get(role).set((int) firstBlock, (int) (firstBlock + blocks));
  }

  /** The moment of this set is to count. */
  void expect(String set) {
    expected = set;
  }

  /** This is the moment of a set: no write is on its way. */
  void moment(String set) {
    if (set.equals(expected)) {
      for (VhdRole role : VhdRole.values()) {
        before.get(role).or(since.get(role));
        since.get(role).clear();
      }
      cut = set;
    }
  }

  boolean knows(String set) {
    return known && set.equals(cut);
  }

  /** What had changed at the moment of the last set. */
  List<VmDisks.Disk> changes(VirtualDisks disks) {
    List<VmDisks.Disk> list = new ArrayList<>();
    for (VhdRole role : VhdRole.values()) {
      VirtualDisk disk = disks.disk(role);
      list.add(new VmDisks.Disk(role, disk.lu(), disk.firstBlock(), runs(role, disk)));
    }
    return list;
  }

  private List<Extent> runs(VhdRole role, VirtualDisk disk) {
    BitSet bits = before.get(role);
    List<Extent> runs = new ArrayList<>();
    int from = bits.nextSetBit(0);
    while (from >= 0) {
      int to = bits.nextClearBit(from);
      runs.add(new Extent(disk.firstBlock() + from, to - from));
      from = bits.nextSetBit(to);
    }
    return runs;
  }

  void confirm(String set) {
    if (set.equals(cut)) {
      before.values().forEach(BitSet::clear);
      known = true;
      cut = "";
    }
  }

  void lose() {
    for (VhdRole role : VhdRole.values()) {
      since.put(role, new BitSet());
      before.put(role, new BitSet());
    }
    known = false;
    expected = "";
    cut = "";
  }
}

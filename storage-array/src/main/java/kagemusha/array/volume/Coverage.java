package kagemusha.array.volume;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;

/** Which blocks of an LU a snapshot holds: all of them, or those of some extents. */
final class Coverage {
  private final long[] first;
  private final long[] end;

  private Coverage(long[] first, long[] end) {
    this.first = first;
    this.end = end;
  }

  /** The blocks of any of the extents; none at all mean all of the LU. */
  static Coverage of(List<Extent> extents, long blocks) {
    List<Extent> sorted =
        extents.isEmpty()
            ? List.of(new Extent(0, blocks))
            : extents.stream().sorted(Comparator.comparingLong(Extent::firstBlock)).toList();
    long[] first = new long[sorted.size()];
    long[] end = new long[sorted.size()];
    int runs = 0;
    for (Extent extent : sorted) {
      long until = extent.firstBlock() + extent.blocks();
      if (runs > 0 && extent.firstBlock() <= end[runs - 1]) {
        end[runs - 1] = Math.max(end[runs - 1], until);
      } else {
        first[runs] = extent.firstBlock();
        end[runs++] = until;
      }
    }
    return new Coverage(Arrays.copyOf(first, runs), Arrays.copyOf(end, runs));
  }

  boolean contains(long block) {
    return containsAll(block, 1);
  }

  boolean containsAll(long firstBlock, long blocks) {
    for (int run = 0; run < first.length; run++) {
      if (firstBlock >= first[run] && firstBlock + blocks <= end[run]) {
        return true;
      }
    }
    return false;
  }
}

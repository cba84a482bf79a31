package kagemusha.node.migration;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kagemusha.backup.VmDisks;

/** Memory of a host: of the guests that are there and of those that are on their way. */
final class ExpectedGuests {
  private final long roomMb;
  private final Map<String, Long> here = new TreeMap<>();
  private final Map<String, Long> expected = new TreeMap<>();

  ExpectedGuests(long roomMb) {
    this.roomMb = roomMb;
  }

  void on(VmDisks.Presence presence) {
    if (presence.here()) {
      here.put(presence.vm(), presence.memoryMb());
    } else {
      here.remove(presence.vm());
    }
  }

  /** Keeps memory free; or why there is none. */
  Optional<String> expect(Trip trip) {
    expected.remove(trip.vm());
    long free = roomMb - sum(here) - sum(expected);
    if (trip.memoryMb() > free) {
      return Optional.of("%s has %d MB of memory left for it".formatted(trip.to(), free));
    }
    expected.put(trip.vm(), trip.memoryMb());
    return Optional.empty();
  }

  /** Whether it was expected. */
  boolean forget(String vm) {
    return expected.remove(vm) != null;
  }

  boolean isExpected(String vm) {
    return expected.containsKey(vm);
  }

  private static long sum(Map<String, Long> memory) {
    return memory.values().stream().mapToLong(each -> each).sum();
  }
}

package kagemusha.kernel.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.kernel.machine.Announcement;

/** What all machines have to know, and which machine knows how much of it. */
final class News {
  private final List<Announcement> all = new ArrayList<>();
  private final Map<String, Integer> told = new TreeMap<>();

  /** Of a tick that is being committed. */
  void announce(List<Announcement> news) {
    all.addAll(news);
  }

  /** What a machine has not been told; it is told now. */
  List<Announcement> of(String machine) {
    int known = told.getOrDefault(machine, 0);
    if (known == all.size()) {
      return List.of();
    }
    told.put(machine, all.size());
    return List.copyOf(all.subList(known, all.size()));
  }

  /** A machine comes back and knows nothing. */
  void forget(String machine) {
    told.remove(machine);
  }
}

package kagemusha.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All latencies of a span of time: {@code reference} or a job.
 *
 * @param guests names of the virtual machines
 */
record LatencyWindow(String title, List<LatencyTotal> totals, List<String> guests) {
  private static final String ALL_GUESTS = "guests";

  LatencyWindow {
    totals = List.copyOf(totals);
  }

  /**
   * The disks of all guests together, and what is no disk's; hosts' and array's volumes are within
   * the guests' disks, and one server's messages within those of all.
   */
  List<LatencyTotal> compact() {
    Map<String, LatencyTotal> disks = new LinkedHashMap<>();
    List<LatencyTotal> others = new ArrayList<>();
    for (LatencyTotal total : totals) {
      if (!total.isDisk()) {
        boolean ofOneServer =
            total.latency().equals(MailLatencies.SEND) && guests.contains(total.machine());
        if (!ofOneServer) {
          others.add(total);
        }
      } else if (guests.contains(total.machine())) {
        LatencyTotal all = total.of(ALL_GUESTS);
        disks.merge(all.name(), all, LatencyTotal::plus);
      }
    }
    List<LatencyTotal> lines = new ArrayList<>(disks.values());
    lines.addAll(others);
    return lines;
  }
}

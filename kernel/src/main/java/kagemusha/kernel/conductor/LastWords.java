package kagemusha.kernel.conductor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.machine.MachineReport;

/** What machines tell at the end of a run; the figures of one may come in parts. */
final class LastWords {
  private final Map<String, List<Statistic>> figures = new TreeMap<>();
  private final Map<String, MachineReport.Summary> summaries = new TreeMap<>();

  void add(MachineReport.Figures part) {
    figures.computeIfAbsent(part.machine(), key -> new ArrayList<>()).addAll(part.statistics());
  }

  void add(MachineReport.Summary last) {
    List<Statistic> all = new ArrayList<>(figures.getOrDefault(last.machine(), List.of()));
    all.addAll(last.statistics());
    summaries.put(
        last.machine(), new MachineReport.Summary(last.machine(), all, last.links(), last.wire()));
  }

  /** Those of these machines whose last word has not come. */
  List<String> missing(Collection<String> machines) {
    return machines.stream().filter(machine -> !summaries.containsKey(machine)).toList();
  }

  /** What has come of these machines, in their order. */
  List<MachineReport.Summary> of(List<String> machines) {
    return machines.stream().filter(summaries::containsKey).map(summaries::get).toList();
  }
}

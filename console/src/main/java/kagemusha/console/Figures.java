package kagemusha.console;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import kagemusha.config.Measure;
import kagemusha.kernel.counter.Statistic;

/** The figures of a run over one span of its time. */
interface Figures {
  /** The figure, if the run produced it in that span. */
  OptionalDouble value(Measure measure);

  /** The same figures of these measures only, by themselves: what they came from is let go. */
  default Figures only(Collection<Measure> measures) {
    Map<Measure, OptionalDouble> known = new LinkedHashMap<>();
    measures.forEach(measure -> known.computeIfAbsent(measure, this::value));
    return measure -> known.getOrDefault(measure, OptionalDouble.empty());
  }

  /** One of a list of statistics, by its names. */
  static OptionalDouble find(
      List<Statistic> statistics, String counter, String instance, String statistic) {
    return statistics.stream()
        .filter(
            each ->
                each.counter().equals(counter)
                    && each.instance().equals(instance)
                    && each.statistic().equals(statistic))
        .mapToDouble(Statistic::value)
        .findFirst();
  }
}

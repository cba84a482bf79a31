package kagemusha.console;

import java.util.List;
import java.util.OptionalDouble;
import kagemusha.config.Measure;
import kagemusha.kernel.counter.Statistic;

/** The figures of a run over one span of its time. */
interface Figures {
  /** The figure, if the run produced it in that span. */
  OptionalDouble value(Measure measure);

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

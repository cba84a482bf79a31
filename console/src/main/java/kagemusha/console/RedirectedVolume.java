package kagemusha.console;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.counter.Statistic;

/**
 * A time in which a host's I/O to a volume went through another host.
 *
 * @param path host and volume
 * @param window from start to end, or to the end of the run
 * @param seconds how long it was, padding not counted
 */
record RedirectedVolume(String path, Window window, double seconds) {
  static List<RedirectedVolume> of(List<Statistic> statistics, double runSeconds) {
    List<RedirectedVolume> times = new ArrayList<>();
    for (Statistic each : statistics) {
      if (each.counter().equals(CsvWiring.REDIRECTED_VOLUME) && each.statistic().equals("start")) {
        String instance = each.instance();
        double start = each.value();
        OptionalDouble end = find(statistics, instance, "end");
        double seconds = find(statistics, instance, "seconds").orElse(runSeconds - start);
        times.add(
            new RedirectedVolume(
                instance.substring(0, instance.lastIndexOf('/')),
                Window.ofSeconds(start, end.orElse(runSeconds)),
                seconds));
      }
    }
    return times;
  }

  private static OptionalDouble find(List<Statistic> all, String instance, String statistic) {
    return Figures.find(all, CsvWiring.REDIRECTED_VOLUME, instance, statistic);
  }
}

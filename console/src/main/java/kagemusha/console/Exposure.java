package kagemusha.console;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import kagemusha.kernel.counter.Statistic;

/**
 * What a virtual machine would have lost: the age of its newest recovery point, and the writes
 * acknowledged since. A point counts from when it can be restored, but holds what was written
 * before its snapshot.
 *
 * @param seconds age of the point
 * @param writes acknowledged since
 * @param megabytes of these writes
 */
record Exposure(double seconds, double writes, double megabytes) {
  static final String POINT = "recovery point";

  /** A recovery point: when its snapshot was taken and from when it can be restored. */
  record Point(double takenSeconds, double availableSeconds) {}

  /** Those of a virtual machine, in the order in which they became available. */
  static List<Point> points(String vm, List<Statistic> statistics) {
    return statistics.stream()
        .filter(each -> each.counter().equals(POINT) && each.statistic().equals("taken"))
        .filter(each -> each.instance().startsWith(vm + "/"))
        .map(
            each ->
                new Point(
                    each.value(),
                    Figures.find(statistics, POINT, each.instance(), "available").orElseThrow()))
        .sorted(Comparator.comparingDouble(Point::availableSeconds))
        .toList();
  }

  /** Of a virtual machine at a moment at which a point is the newest. */
  static Exposure at(double seconds, Point newest, String vm, CounterHistory counters) {
    Window since = Window.ofSeconds(newest.takenSeconds(), seconds);
    String disk = "\\\\" + vm + "\\PhysicalDisk(_Total)\\";
    return new Exposure(
        seconds - newest.takenSeconds(),
        counters.sum(disk + "Disk Writes/sec", since),
        counters.sum(disk + "Disk Write Bytes/sec", since) / 1e6);
  }

  /** The oldest that the newest point has become: just before the next one, or at the end. */
  static Optional<Exposure> worst(
      List<Point> points, double endSeconds, String vm, CounterHistory counters) {
    return IntStream.range(0, points.size())
        .mapToObj(
            i -> {
              boolean last = i + 1 == points.size();
              double until = last ? endSeconds : points.get(i + 1).availableSeconds();
              return at(until, points.get(i), vm, counters);
            })
        .max(Comparator.comparingDouble(Exposure::seconds));
  }
}

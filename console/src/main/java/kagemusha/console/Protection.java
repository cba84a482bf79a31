package kagemusha.console;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import kagemusha.config.BackupJob;
import kagemusha.kernel.counter.Statistic;

/**
 * How well a virtual machine was protected.
 *
 * @param points recovery points made
 * @param protectedFromSeconds when the first of them could be restored
 * @param worst the most that a disaster would have cost from then on
 * @param end what it would have cost at the end of the run
 * @param restoreMinutes how long its last restore took, until it could be turned on
 */
record Protection(
    String vm,
    int points,
    OptionalDouble protectedFromSeconds,
    Optional<Exposure> worst,
    Optional<Exposure> end,
    OptionalDouble restoreMinutes) {
  static Protection of(
      String vm,
      List<JobRun> jobs,
      List<Statistic> statistics,
      CounterHistory counters,
      double endSeconds) {
    List<Exposure.Point> points = Exposure.points(vm, statistics);
    OptionalDouble from = points.stream().mapToDouble(Exposure.Point::availableSeconds).findFirst();
    Optional<Exposure> end =
        points.isEmpty()
            ? Optional.empty()
            : Optional.of(Exposure.at(endSeconds, points.get(points.size() - 1), vm, counters));
    return new Protection(
        vm,
        points.size(),
        from,
        Exposure.worst(points, endSeconds, vm, counters),
        end,
        restore(vm, jobs, statistics));
  }

  /** A job of several machines reports each of them under its own name. */
  private static OptionalDouble restore(String vm, List<JobRun> jobs, List<Statistic> statistics) {
    return jobs.stream()
        .filter(run -> run.job().kind() == BackupJob.Kind.RECOVERY)
        .filter(run -> run.job().vms().contains(vm))
        .map(run -> run.job().name() + (run.job().vms().size() == 1 ? "" : "." + vm))
        .map(name -> Figures.find(statistics, JobRun.DURATION, name, "minutes"))
        .filter(OptionalDouble::isPresent)
        .reduce(OptionalDouble.empty(), (earlier, later) -> later);
  }
}

package kagemusha.config;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is protected together and how. A group makes its own jobs; a job of the scenario's list for
 * one of its members has the group's retention, throttle and compression too.
 *
 * @param members virtual machines
 * @param retention how long recovery points are kept
 * @param replicaAt start of the initial replica since the start of the run; empty for none
 * @param recoveryPoints times of the day of express fulls
 * @param synchronization interval between synchronizations, of agents in the guests only
 * @param consistencyCheck time of the day; empty for off
 * @param compressed whether data is compressed on the network
 * @param throttle empty for as fast as can be
 */
public record ProtectionGroup(
    String name,
    List<String> members,
    BackupJob.Method method,
    Duration retention,
    Optional<Duration> replicaAt,
    List<LocalTime> recoveryPoints,
    Optional<Duration> synchronization,
    Optional<LocalTime> consistencyCheck,
    boolean compressed,
    Optional<Throttle> throttle) {

  public ProtectionGroup {
    members = List.copyOf(members);
    recoveryPoints = List.copyOf(recoveryPoints);
  }

  /** Whether a job that gets at a VM in this way is one of the group's. */
  public boolean protects(String vm, BackupJob.Method by) {
    boolean sameSide = (by == BackupJob.Method.IN_GUEST) == (method == BackupJob.Method.IN_GUEST);
    return sameSide && members.contains(vm);
  }

  /** The jobs that fall into a run, in the order of their start. */
  List<BackupJob> jobs(LocalDateTime start, Duration length, OptionalLong dataSetBytes) {
    List<BackupJob> jobs = new ArrayList<>();
    Duration first = replicaAt.orElse(Duration.ZERO);
    replicaAt.ifPresent(
        at -> jobs.add(job("replica", BackupJob.Kind.REPLICA_CREATION, at, dataSetBytes)));
    List<Duration> points = new ArrayList<>();
    recoveryPoints.forEach(time -> points.addAll(daily(time, start, first, length)));
    add(jobs, "express", BackupJob.Kind.EXPRESS_FULL, points, dataSetBytes);
    List<Duration> checks =
        consistencyCheck.map(time -> daily(time, start, first, length)).orElse(List.of());
    add(jobs, "check", BackupJob.Kind.CONSISTENCY_CHECK, checks, dataSetBytes);
    List<Duration> synchronizations =
        synchronization.map(every -> every(every, first, length)).orElse(List.of());
    add(jobs, "sync", BackupJob.Kind.SYNCHRONIZATION, synchronizations, dataSetBytes);
    jobs.sort(Comparator.comparing(BackupJob::at));
    return jobs;
  }

  private void add(
      List<BackupJob> jobs,
      String suffix,
      BackupJob.Kind kind,
      List<Duration> times,
      OptionalLong dataSetBytes) {
    List<Duration> sorted = times.stream().sorted().toList();
    for (int i = 0; i < sorted.size(); i++) {
      jobs.add(job(suffix + "-" + (i + 1), kind, sorted.get(i), dataSetBytes));
    }
  }

  private BackupJob job(
      String suffix, BackupJob.Kind kind, Duration at, OptionalLong dataSetBytes) {
    return new BackupJob(name + "-" + suffix, kind, method, members, at, "", dataSetBytes);
  }

  private static List<Duration> daily(
      LocalTime time, LocalDateTime start, Duration after, Duration length) {
    List<Duration> times = new ArrayList<>();
    Duration at = Duration.between(start, start.toLocalDate().atTime(time));
    for (; at.compareTo(length) < 0; at = at.plusDays(1)) {
      if (at.compareTo(after) > 0) {
        times.add(at);
      }
    }
    return times;
  }

  private static List<Duration> every(Duration interval, Duration after, Duration length) {
    List<Duration> times = new ArrayList<>();
    for (Duration at = after.plus(interval); at.compareTo(length) < 0; at = at.plus(interval)) {
      times.add(at);
    }
    return times;
  }
}

package kagemusha.config;

import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/**
 * What a DPM server is to do in a run.
 *
 * @param clock time of the day at the start of the run
 * @param jobs all of them, those of the groups too, in the order of their start
 */
public record BackupPlan(LocalTime clock, List<BackupJob> jobs, List<ProtectionGroup> groups) {
  public BackupPlan {
    jobs = List.copyOf(jobs);
    groups = List.copyOf(groups);
  }

  /** Jobs without any group. */
  public static BackupPlan of(List<BackupJob> jobs) {
    return new BackupPlan(LocalTime.MIDNIGHT, jobs, List.of());
  }

  /** The group to which a VM that is protected in this way belongs. */
  public Optional<ProtectionGroup> group(String vm, BackupJob.Method method) {
    return groups.stream().filter(group -> group.protects(vm, method)).findFirst();
  }
}

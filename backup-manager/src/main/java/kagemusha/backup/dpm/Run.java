package kagemusha.backup.dpm;

import kagemusha.config.BackupJob;
import kagemusha.config.RestoreSpec;

/**
 * One VM's part of a job, or its repetition.
 *
 * @param id unique; the job's name if the job has one VM
 * @param dataSetBytes at most so much of the VM's disks is protected, or restored of its recovery
 *     point; {@code Long.MAX_VALUE} for all
 * @param restore of a recovery: what goes where
 * @param attempt 1, or 2 for a repetition
 */
record Run(
    String id,
    String job,
    BackupJob.Kind kind,
    BackupJob.Method method,
    String vm,
    long dataSetBytes,
    RestoreSpec restore,
    int attempt) {
  static Run of(BackupJob job, String vm) {
    return new Run(
        job.run(vm),
        job.name(),
        job.kind(),
        job.method(),
        vm,
        Math.min(
            job.dataSetBytes().orElse(Long.MAX_VALUE),
            job.restore().bytes().orElse(Long.MAX_VALUE)),
        job.restore(),
        1);
  }

  Run again(BackupJob.Kind as) {
    return new Run(id + ".rerun", job, as, method, vm, dataSetBytes, restore, attempt + 1);
  }

  boolean whole() {
    return dataSetBytes == Long.MAX_VALUE;
  }

  String title() {
    return kind.key() + " of " + vm;
  }
}

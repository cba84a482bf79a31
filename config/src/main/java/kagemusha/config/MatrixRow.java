package kagemusha.config;

import java.util.List;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.BackupJob.Method;

/**
 * A row of the published matrix of irregular patterns: what was done to a virtual machine around a
 * backup, and how backup and restore ended.
 *
 * @param number from 1, as published
 * @param verb what was done, as scenarios call it
 * @param when whether before the job or while it ran
 * @param jobs the kinds of job that it was done to
 * @param backupFails published as x: the backup can fail, depending on the moment; otherwise o
 * @param restoreFails likewise for the restore of what the job has made
 * @param note the number of the published note that explains the row
 * @param hypothesis whether no published note explains the row, so that a hypothesis has to
 */
public record MatrixRow(
    int number,
    Method method,
    String category,
    String verb,
    When when,
    List<Kind> jobs,
    boolean backupFails,
    boolean restoreFails,
    int note,
    boolean hypothesis) {
  /** When something is done to a machine. */
  public enum When {
    BEFORE("before"),
    DURING("during");

    private final String key;

    When(String key) {
      this.key = key;
    }

    /** How the data and reports call it. */
    public String key() {
      return key;
    }
  }

  public MatrixRow {
    jobs = List.copyOf(jobs);
  }

  /** What is done, in a few words. */
  public String operation() {
    return verb + " " + when.key() + " " + String.join(", ", jobs.stream().map(Kind::key).toList());
  }
}

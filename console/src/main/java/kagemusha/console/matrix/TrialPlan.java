package kagemusha.console.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.MatrixRow;
import kagemusha.config.MatrixRow.When;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;

/**
 * What happens in a trial: the jobs of a row, what is done to the machine at one instant, and the
 * restore of what the last job has made. A job that is due while another one runs waits for it, so
 * each follows the one before it at once.
 *
 * @param atNanos when the operation is asked for; empty for a trial without it, which ends with the
 *     jobs
 */
record TrialPlan(MatrixRow row, OptionalLong atNanos) {
  static final String PREPARATION = "preparation";
  static final String RESTORE = "restore";
  static final String RESTORE_TO_HOST = "restore-to-host";
  static final String DELETE_RESOURCE = "delete-resource";

  private static final long SECOND = 1_000_000_000L;
  private static final long FIRST_NANOS = 3 * SECOND;

  /** Between the operation, at the earliest, and the job. */
  private static final long BEFORE_NANOS = 50 * SECOND;

  /** The same if a replica has to be made first. */
  private static final long AFTER_PREPARATION_NANOS = 110 * SECOND;

  /** After its end an operator looks at a restored machine. */
  private static final String OPERATOR = ", bring-online-after = 2 s";

  TrialPlan withoutOperation() {
    return new TrialPlan(row, OptionalLong.empty());
  }

  TrialPlan at(long nanos) {
    return new TrialPlan(row, OptionalLong.of(nanos));
  }

  /** A replica must be there before a job that brings one up to date. */
  boolean isPrepared() {
    return row.jobs().get(0) != Kind.REPLICA_CREATION;
  }

  /** Names of the runs that the row judges. */
  List<String> runs() {
    return row.jobs().stream().map(Kind::key).toList();
  }

  String lastRun() {
    return runs().get(runs().size() - 1);
  }

  /** When the row's first job is due. */
  long jobNanos() {
    if (row.when() == When.DURING) {
      return isPrepared() ? FIRST_NANOS + SECOND : FIRST_NANOS;
    }
    return FIRST_NANOS + (isPrepared() ? AFTER_PREPARATION_NANOS : BEFORE_NANOS);
  }

  Scenario scenario(MatrixSetup setup) {
    return ScenarioReader.text("trial of row " + row.number(), text(setup), setup.topology());
  }

  private String text(MatrixSetup setup) {
    return """
        title = "a trial of the matrix"
        start = "2010-11-01T09:00"
        length = 25 h
        load = 8 h
        quantum = %d ms
        steady-state { skip-head = 0 s, skip-tail = 0 s }
        jobs = [
        %s]
        """
            .formatted(setup.quantum().toMillis(), String.join("", jobs(setup)))
        + (atNanos.isPresent() ? operation(atNanos.getAsLong()) : "");
  }

  private String operation(long nanos) {
    String target = migrates() ? ", to = " + MatrixSetup.TARGET : "";
    return "injections = [ { do = %s%s, on = %s, at = %d ns } ]%n"
        .formatted(row.verb(), target, MatrixSetup.VM, nanos);
  }

  /** Of a machine that has migrated when the server has asked who is where. */
  private long restoreNanos(MatrixSetup setup, long afterJobs) {
    if (!migrates()) {
      return afterJobs;
    }
    long refresh = setup.topology().backup().dpm().tuning().agents().owners().toNanos();
    return Math.max(afterJobs, atNanos.orElse(0) + migrationNanos(setup)) + refresh;
  }

  /** [EE] Three times its memory over the network is more than a migration ever takes. */
  private static long migrationNanos(MatrixSetup setup) {
    long bits = (long) setup.topology().vm(MatrixSetup.VM).memoryMb() << 23;
    return 3 * bits; // at 1 Gbit/s
  }

  private boolean migrates() {
    return row.verb().equals("live-migrate");
  }

  private List<String> jobs(MatrixSetup setup) {
    List<String> jobs = new ArrayList<>();
    if (isPrepared()) {
      jobs.add(job(PREPARATION, Kind.REPLICA_CREATION, FIRST_NANOS, ""));
    }
    long nanos = jobNanos();
    for (Kind kind : row.jobs()) {
      jobs.add(job(kind.key(), kind, nanos, ""));
      nanos += SECOND;
    }
    if (atNanos.isPresent()) {
      jobs.add(job(RESTORE, Kind.RECOVERY, restoreNanos(setup, nanos), OPERATOR));
      if (losesResources()) {
        String outside = ", outside-cluster = true" + OPERATOR;
        jobs.add(job(RESTORE_TO_HOST, Kind.RECOVERY, nanos + SECOND, outside));
      }
    }
    return jobs;
  }

  boolean losesResources() {
    return row.verb().equals(DELETE_RESOURCE);
  }

  private String job(String name, Kind kind, long nanos, String more) {
    return "  { name = %s, kind = %s, method = %s, vms = [%s], at = %d ns%s }%n"
        .formatted(name, kind.key(), row.method().key(), MatrixSetup.VM, nanos, more);
  }
}

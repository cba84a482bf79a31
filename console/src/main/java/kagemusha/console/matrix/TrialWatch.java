package kagemusha.console.matrix;

import java.util.ArrayList;
import java.util.List;
import kagemusha.console.matrix.TrialResult.Backup;
import kagemusha.console.matrix.TrialResult.Restore;
import kagemusha.kernel.conductor.RunListener;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.SampleRow;

/** Listens to a trial until there is nothing more to be learnt from it. */
final class TrialWatch implements RunListener {
  private static final int SUCCEEDED = 9112;
  private static final int POINT_VERIFIED = 9123;
  private static final int RESTORE_VERIFIED = 9126;
  private static final int FAILED = 9127;
  private static final int BROUGHT_ONLINE = 1201;

  private final TrialPlan plan;
  private final List<EventRecord> events = new ArrayList<>();
  private Backup backup = Backup.UNDECIDED;
  private Restore restore = Restore.NONE;
  private boolean over;

  TrialWatch(TrialPlan plan) {
    this.plan = plan;
  }

  @Override
  public void committed(
      long tick,
      long startNanos,
      long endNanos,
      List<List<SampleRow>> samples,
      List<EventRecord> happened) {
    events.addAll(happened);
    happened.forEach(this::happened);
  }

  private void happened(EventRecord event) {
    String run = event.correlation();
    if (event.id() == FAILED && plan.runs().contains(run)) {
      backup = Backup.FAILED;
      over = true;
    } else if (event.id() == FAILED && run.equals(TrialPlan.PREPARATION)) {
      over = true;
    } else if (event.id() == SUCCEEDED && run.equals(plan.lastRun())) {
      backup = has(POINT_VERIFIED, run) ? Backup.GOOD : Backup.UNDECIDED;
      over = plan.atNanos().isEmpty() || backup == Backup.UNDECIDED;
    } else if (event.id() == FAILED && run.equals(lastRestore())) {
      restore = Restore.FAILED;
      over = true;
    } else if (event.id() == BROUGHT_ONLINE && run.equals(lastRestore())) {
      restore = has(RESTORE_VERIFIED, run) ? good() : Restore.FAILED;
      over = true;
    }
  }

  /** A machine without resources is not restored to where it was. */
  private String lastRestore() {
    return plan.losesResources() ? TrialPlan.RESTORE_TO_HOST : TrialPlan.RESTORE;
  }

  private Restore good() {
    return plan.losesResources() ? Restore.TO_HOST : Restore.TO_CLUSTER;
  }

  private boolean has(int id, String run) {
    return events.stream().anyMatch(event -> event.id() == id && event.correlation().equals(run));
  }

  boolean isOver() {
    return over;
  }

  TrialResult result() {
    return new TrialResult(plan.atNanos(), backup, restore, events);
  }
}

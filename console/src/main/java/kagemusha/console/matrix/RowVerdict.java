package kagemusha.console.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import kagemusha.config.MatrixRow;
import kagemusha.console.matrix.TrialResult.Backup;
import kagemusha.console.matrix.TrialResult.Restore;

/**
 * What the trials of a row come to. A row is x if some instant makes the backup fail and o if none
 * does; its restore is judged by the recovery points that its own jobs have made. The notes are the
 * published ones:
 *
 * <ol>
 *   <li>it depends on the moment: DPM reports 30112 or 30111, the guest cannot be reached (10009)
 *   <li>after the restore the configuration resource is Failed (21502, 1069) until it is brought
 *       online
 *   <li>without cluster resources only a restore to the host is possible, and then the machine is
 *       registered again
 * </ol>
 */
final class RowVerdict {
  private static final int DCOM = 10009;
  private static final int RETRYABLE = 30112;
  private static final int BAD_STATE = 30111;
  private static final int NOT_REGISTERED = 21502;
  private static final int RESOURCE_FAILED = 1069;

  private final MatrixRow row;
  private final Timeline timeline;
  private final TreeMap<Long, TrialResult> trials = new TreeMap<>();
  private final List<TrialResult> failed;
  private final List<TrialResult> good;

  RowVerdict(Timeline timeline, List<TrialResult> all) {
    this.row = timeline.row().row();
    this.timeline = timeline;
    all.forEach(trial -> trials.put(trial.atNanos().orElseThrow(), trial));
    this.failed = with(Backup.FAILED);
    this.good = with(Backup.GOOD);
  }

  private List<TrialResult> with(Backup backup) {
    return trials.values().stream().filter(trial -> trial.backup() == backup).toList();
  }

  RowResult result() {
    List<Windows.Window> windows = Windows.of(Windows.failing(trials.values()));
    return new RowResult.Tried(
        row,
        timeline,
        trials.size(),
        failed.size(),
        (int) trials.values().stream().filter(TrialResult::isRefused).count(),
        windows,
        spans(),
        !failed.isEmpty(),
        trials.values().stream().anyMatch(trial -> !isRestored(trial)),
        notes(),
        problems(),
        restoreEvents(),
        good.stream().skip(good.size() / 2).findFirst());
  }

  private static boolean isRestored(TrialResult trial) {
    return trial.restore() == Restore.TO_CLUSTER || trial.restore() == Restore.TO_HOST;
  }

  private Set<Integer> notes() {
    Set<Integer> notes = new TreeSet<>();
    if (!failed.isEmpty() && !good.isEmpty()) {
      notes.add(1);
    }
    boolean failedResource =
        all(good, trial -> trial.hasEvent(NOT_REGISTERED) && trial.hasEvent(RESOURCE_FAILED));
    if (failedResource && all(good, trial -> trial.restore() == Restore.TO_CLUSTER)) {
      notes.add(2);
    }
    if (all(good, trial -> trial.restore() == Restore.TO_HOST)) {
      notes.add(3);
    }
    return notes;
  }

  private static boolean all(List<TrialResult> trials, Predicate<TrialResult> rule) {
    return !trials.isEmpty() && trials.stream().allMatch(rule);
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    count(problems, with(Backup.UNDECIDED), "have come to no end");
    count(
        problems,
        good.stream().filter(trial -> !isRestored(trial)).toList(),
        "have made a recovery point that cannot be restored");
    if (row.backupFails() && !row.hypothesis()) {
      count(
          problems,
          failed.stream()
              .filter(trial -> !trial.hasEvent(RETRYABLE) && !trial.hasEvent(BAD_STATE))
              .toList(),
          "have failed without event 30112 or 30111");
      if (failed.stream().noneMatch(trial -> trial.hasEvent(DCOM))) {
        problems.add("no trial has event 10009");
      }
    }
    return problems;
  }

  private void count(List<String> problems, List<TrialResult> trials, String what) {
    if (!trials.isEmpty()) {
      problems.add(
          "%d trials %s, the first with the operation at %s"
              .formatted(
                  trials.size(), what, Times.at(timeline, trials.get(0).atNanos().orElseThrow())));
    }
  }

  private Set<Integer> restoreEvents() {
    Set<Integer> ids = new TreeSet<>();
    trials.values().forEach(trial -> ids.addAll(trial.publishedIds(true)));
    return ids;
  }

  private List<RowResult.Span> spans() {
    List<RowResult.Span> spans = new ArrayList<>();
    boolean goesOn = false;
    for (TrialResult trial : trials.values()) {
      if (trial.fails()) {
        RowResult.Span next = span(trial);
        int last = spans.size() - 1;
        if (goesOn && next.events().equals(spans.get(last).events())) {
          spans.set(last, spans.get(last).until(next.untilNanos()));
        } else {
          spans.add(next);
        }
      }
      goesOn = trial.fails();
    }
    return spans;
  }

  private static RowResult.Span span(TrialResult trial) {
    long at = trial.atNanos().orElseThrow();
    String decided =
        trial
            .deciding()
            .map(event -> event.source() + " " + event.id() + ": " + event.text())
            .orElse("no error");
    return new RowResult.Span(at, at, trial.publishedIds(false), decided, trial);
  }
}

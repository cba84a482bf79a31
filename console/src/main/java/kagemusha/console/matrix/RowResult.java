package kagemusha.console.matrix;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.config.MatrixRow;

/** What has become of a row of the matrix. */
public sealed interface RowResult {
  MatrixRow row();

  /** Whether it says what was published. */
  boolean agrees();

  /**
   * Neighbouring instants at which the backup fails with the same events.
   *
   * @param events published events of the backup at which an administrator would look
   * @param decided the event that decided at the first of them, in words
   * @param example the trial of the first of them
   */
  record Span(
      long fromNanos, long untilNanos, Set<Integer> events, String decided, TrialResult example) {
    public Span {
      events = new TreeSet<>(events);
    }

    Span until(long nanos) {
      return new Span(fromNanos, nanos, events, decided, example);
    }
  }

  /**
   * Nothing could be tried, so nothing is known.
   *
   * @param why in words
   */
  record NotTried(MatrixRow row, String why) implements RowResult {
    @Override
    public boolean agrees() {
      return false;
    }
  }

  /**
   * What the trials have shown.
   *
   * @param instants how many were tried
   * @param failing at how many of them the backup failed
   * @param refused at how many the machine would not do what was asked of it
   * @param windows between which instants the backup fails
   * @param spans the failing instants by their events
   * @param backupFails whether some instant makes the backup fail
   * @param restoreFails whether after some instant nothing can be restored
   * @param notes numbers of the published notes that hold
   * @param problems what must not be, whatever was published
   * @param restoreEvents published events of restores at which an administrator would look
   * @param good a trial that went well, if there is one
   */
  record Tried(
      MatrixRow row,
      Timeline timeline,
      int instants,
      int failing,
      int refused,
      List<Windows.Window> windows,
      List<Span> spans,
      boolean backupFails,
      boolean restoreFails,
      Set<Integer> notes,
      List<String> problems,
      Set<Integer> restoreEvents,
      Optional<TrialResult> good)
      implements RowResult {
    public Tried {
      windows = List.copyOf(windows);
      spans = List.copyOf(spans);
      notes = new TreeSet<>(notes);
      problems = List.copyOf(problems);
      restoreEvents = new TreeSet<>(restoreEvents);
    }

    @Override
    public boolean agrees() {
      return problems.isEmpty()
          && backupFails == row.backupFails()
          && restoreFails == row.restoreFails()
          && notes.contains(row.note());
    }
  }
}

package kagemusha.console.matrix;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;

/**
 * How a trial ended.
 *
 * @param atNanos when the operation was asked for; empty if there was none
 * @param events the whole event log
 */
record TrialResult(OptionalLong atNanos, Backup backup, Restore restore, List<EventRecord> events) {
  private static final int SET_FAILED = 9220;
  private static final int REFUSED = 9240;
  private static final int OWN_FIRST = 9000;
  private static final int OWN_LAST = 9999;

  /** What became of the row's jobs. */
  enum Backup {
    GOOD,
    FAILED,
    /** No end has come, or what was made has not been proven: the trial says nothing. */
    UNDECIDED
  }

  /** What became of the recovery point that they made. */
  enum Restore {
    /** There is none. */
    NONE,
    /** To where it was, and the configuration resource was brought online. */
    TO_CLUSTER,
    /** To the host only, and registered in the cluster again. */
    TO_HOST,
    FAILED
  }

  TrialResult {
    events = List.copyOf(events);
  }

  boolean fails() {
    return backup == Backup.FAILED;
  }

  private Stream<EventRecord> since(long nanos) {
    return events.stream().filter(event -> event.timeNanos() >= nanos);
  }

  private Stream<EventRecord> problems() {
    return since(atNanos.orElse(0)).filter(event -> event.level() != Level.INFORMATION);
  }

  /**
   * Numbers of published events at which an administrator would look, since the operation.
   *
   * @param ofRestore of the restore, otherwise of the backup
   */
  Set<Integer> publishedIds(boolean ofRestore) {
    Set<Integer> ids = new TreeSet<>();
    problems()
        .filter(event -> event.correlation().startsWith(TrialPlan.RESTORE) == ofRestore)
        .map(EventRecord::id)
        .filter(id -> id < OWN_FIRST || id > OWN_LAST)
        .forEach(ids::add);
    return ids;
  }

  boolean hasEvent(int id) {
    return events.stream().anyMatch(event -> event.id() == id);
  }

  /** The machine would not do what was asked of it. */
  boolean isRefused() {
    return since(atNanos.orElse(0)).anyMatch(event -> event.id() == REFUSED);
  }

  /** The end of the host's snapshot set, or else the first error. */
  Optional<EventRecord> deciding() {
    Optional<EventRecord> set =
        problems()
            .filter(event -> event.id() == SET_FAILED && !event.correlation().endsWith(".guest"))
            .findFirst();
    return set.or(() -> problems().filter(event -> event.level() != Level.WARNING).findFirst());
  }

  /** What happened from the operation on, up to the end of the backup. */
  List<EventRecord> chain(Set<String> concerns) {
    return since(atNanos.orElse(0))
        .filter(event -> concerns.stream().anyMatch(name -> isOf(event.correlation(), name)))
        .toList();
  }

  private static boolean isOf(String correlation, String name) {
    return correlation.equals(name) || correlation.startsWith(name + ".");
  }
}

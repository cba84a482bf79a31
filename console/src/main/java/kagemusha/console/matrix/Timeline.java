package kagemusha.console.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.config.MatrixRow.When;
import kagemusha.config.Phase;
import kagemusha.config.PhaseNames;
import kagemusha.kernel.event.EventRecord;

/**
 * The phases of a row's jobs when nobody disturbs them.
 *
 * @param row the plan of the row
 * @param phases what begins when, from the start of the first job to the end of the last one; at
 *     each time in the order of events
 */
record Timeline(TrialPlan row, TreeMap<Long, List<String>> phases) {
  private static final List<String> KINDS = List.of("vss.", "guest-vss.", "csv.", "job.");
  private static final String TRANSFER = "job.transfer";
  private static final String COMPLETE = "vss.backup-complete";

  /** So far from the boundary of a phase lie the instants on both sides of it. */
  private static final long BESIDE_NANOS = 20_000_000L;

  /** [EE] A phase that is longer than this gets instants at both its ends and inside. */
  private static final long LONG_NANOS = 200_000_000L;

  /** Before a job, the operation comes this late at the latest. */
  private static final long LATEST_NANOS = 1_000_000L;

  /** The first instants of a run are left to the machines to start. */
  private static final long EARLIEST_NANOS = 5_000_000_000L;

  static Timeline of(TrialPlan row, TrialResult undisturbed) {
    TreeMap<Long, List<String>> phases = new TreeMap<>();
    for (EventRecord event : undisturbed.events()) {
      if (row.runs().stream().anyMatch(run -> isOf(event.correlation(), run))) {
        name(event, phases.isEmpty())
            .ifPresent(
                name ->
                    phases.computeIfAbsent(event.timeNanos(), at -> new ArrayList<>()).add(name));
      }
    }
    if (phases.size() < 2) {
      throw new IllegalStateException("no phases in the trial of row " + row.row().number());
    }
    return new Timeline(row, phases);
  }

  private static boolean isOf(String correlation, String run) {
    return correlation.equals(run) || correlation.startsWith(run + ".");
  }

  /** That a job has to wait is no phase of it. */
  private static Optional<String> name(EventRecord event, boolean first) {
    return PhaseNames.all().stream()
        .filter(phase -> KINDS.stream().anyMatch(kind -> phase.name().startsWith(kind)))
        .filter(phase -> !phase.name().equals("job.waits"))
        .filter(phase -> !first || phase.name().equals("job.started"))
        .filter(phase -> phase.isBegunBy(event.source(), event.id(), event.correlation()))
        .map(Phase::name)
        .findFirst();
  }

  long startNanos() {
    return phases.firstKey();
  }

  long endNanos() {
    return phases.lastKey();
  }

  /** The phase in which an instant lies: the last that has begun. */
  String phase(long nanos) {
    Map.Entry<Long, List<String>> entry = phases.floorEntry(nanos);
    return entry == null ? "before the job" : entry.getValue().get(entry.getValue().size() - 1);
  }

  /** The instants that are worth a trial; {@code spread} of them over the transfer. */
  SortedSet<Long> instants(int spread, long earliestNanos) {
    return row.row().when() == When.BEFORE ? before(spread, earliestNanos) : during(spread);
  }

  private SortedSet<Long> before(int spread, long earliestNanos) {
    long from = Math.max(EARLIEST_NANOS, earliestNanos);
    return spread(from, startNanos() - LATEST_NANOS, Math.max(2, spread));
  }

  private SortedSet<Long> during(int spread) {
    SortedSet<Long> instants = new TreeSet<>();
    for (long begin : phases.headMap(endNanos()).keySet()) {
      instants.addAll(ofPhase(begin, phases.higherKey(begin)));
    }
    long from = nanosOf(TRANSFER) + BESIDE_NANOS;
    instants.addAll(spread(from, nanosOf(COMPLETE) - BESIDE_NANOS, spread + 2));
    return instants;
  }

  private static SortedSet<Long> ofPhase(long from, long until) {
    SortedSet<Long> instants = new TreeSet<>();
    instants.add(from + (until - from) / 2);
    if (until - from >= LONG_NANOS) {
      instants.add(from + BESIDE_NANOS);
      instants.add(until - BESIDE_NANOS);
    }
    return instants;
  }

  private static SortedSet<Long> spread(long from, long until, int count) {
    SortedSet<Long> instants = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      instants.add(from + (until - from) / (count - 1) * i);
    }
    return instants;
  }

  private long nanosOf(String phase) {
    return phases.entrySet().stream()
        .filter(entry -> entry.getValue().contains(phase))
        .mapToLong(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the job has no phase " + phase));
  }
}

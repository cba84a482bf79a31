package kagemusha.console.matrix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import kagemusha.config.ConfigException;
import kagemusha.config.MatrixRow;
import kagemusha.kernel.event.EventRecord;

/**
 * Tries the rows of the matrix, all at a time: each is a thread that mostly waits for its trials,
 * and the trials of all share the processors.
 */
public final class MatrixRun implements AutoCloseable {
  private static final int SUCCEEDED = 9112;

  /** After the preparation the machines come to rest. */
  private static final long REST_NANOS = 5_000_000_000L;

  private final MatrixSetup setup;
  private final Runnable tried;
  private final TrialPool processors;
  private final ExecutorService drivers;
  private final Map<List<Object>, FutureTask<TrialResult>> undisturbed = new ConcurrentHashMap<>();

  /**
   * @param tried told after each trial; from several threads
   */
  public MatrixRun(MatrixSetup setup, int processors, Runnable tried) {
    this.setup = setup;
    this.tried = tried;
    this.processors = new TrialPool(processors);
    this.drivers =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "row");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Tries the rows; each result is handed on, in their order, as soon as it is there. */
  public List<RowResult> run(Collection<MatrixRow> rows, Consumer<RowResult> report)
      throws InterruptedException {
    List<Future<RowResult>> begun = new ArrayList<>();
    for (MatrixRow row : rows) {
      int rank = begun.size();
      TrialPlan plan = new TrialPlan(row, OptionalLong.empty());
      begun.add(drivers.submit(() -> run(rank, plan)));
    }
    List<RowResult> results = new ArrayList<>();
    for (Future<RowResult> each : begun) {
      RowResult result = Waiting.forResult(each);
      results.add(result);
      report.accept(result);
    }
    return results;
  }

  /** An operation that this build does not know cannot be tried; that must not go unnoticed. */
  private RowResult run(int rank, TrialPlan plan) throws InterruptedException {
    try {
      plan.at(plan.jobNanos()).scenario(setup);
    } catch (ConfigException e) {
      return new RowResult.NotTried(plan.row(), e.getMessage());
    }
    TrialResult alone = undisturbed(plan);
    if (alone.backup() != TrialResult.Backup.GOOD) {
      return new RowResult.NotTried(plan.row(), "its jobs fail even if nobody disturbs them");
    }
    Timeline timeline = Timeline.of(plan, alone);
    List<TrialResult> trials = new ArrayList<>();
    SortedSet<Long> instants = timeline.instants(setup.instants(), readyNanos(alone));
    while (!instants.isEmpty()) {
      trials.addAll(all(rank, instants.stream().map(plan::at).toList()));
      instants = Windows.unknown(Windows.failing(trials), MatrixSetup.PRECISION_NANOS);
    }
    return new RowVerdict(timeline, trials).result();
  }

  /** Rows that differ in the operation only have it in common. */
  private TrialResult undisturbed(TrialPlan plan) throws InterruptedException {
    List<Object> key = List.of(plan.row().method(), plan.row().when(), plan.row().jobs());
    FutureTask<TrialResult> mine =
        new FutureTask<>(() -> all(TrialPool.AT_ONCE, List.of(plan)).get(0));
    FutureTask<TrialResult> first = undisturbed.putIfAbsent(key, mine);
    if (first == null) {
      mine.run();
    }
    return Waiting.forResult(first == null ? mine : first);
  }

  private static long readyNanos(TrialResult undisturbed) {
    return undisturbed.events().stream()
        .filter(event -> event.id() == SUCCEEDED)
        .filter(event -> event.correlation().equals(TrialPlan.PREPARATION))
        .mapToLong(EventRecord::timeNanos)
        .map(nanos -> nanos + REST_NANOS)
        .findFirst()
        .orElse(0);
  }

  private List<TrialResult> all(int rank, List<TrialPlan> plans) throws InterruptedException {
    return processors.all(rank, plans.stream().map(this::task).toList());
  }

  private Callable<TrialResult> task(TrialPlan plan) {
    return () -> {
      try {
        TrialResult result = Trial.run(setup, plan);
        tried.run();
        return result;
      } catch (RuntimeException e) {
        throw new IllegalStateException(
            "the trial of row %d with the operation at %s ns, seed %d, has broken: %s"
                .formatted(plan.row().number(), plan.atNanos(), setup.seed(), e),
            e);
      }
    };
  }

  @Override
  public void close() {
    drivers.shutdownNow();
    processors.close();
  }
}

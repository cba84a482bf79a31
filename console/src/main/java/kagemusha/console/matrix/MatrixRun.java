package kagemusha.console.matrix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import kagemusha.config.ConfigException;
import kagemusha.config.MatrixRow;
import kagemusha.kernel.event.EventRecord;

/**
 * Tries the rows of the matrix, one after another, the trials of a row on all processors at a time.
 */
public final class MatrixRun implements AutoCloseable {
  private static final int SUCCEEDED = 9112;

  /** After the preparation the machines come to rest. */
  private static final long REST_NANOS = 5_000_000_000L;

  /** Hears how far it is. */
  public interface Progress {
    /** A row is begun. */
    void begun(MatrixRow row);

    /** Another trial has ended; from several threads. */
    void tried();
  }

  private final MatrixSetup setup;
  private final Progress progress;
  private final ExecutorService processors;
  private final Map<List<Object>, TrialResult> undisturbed = new LinkedHashMap<>();

  public MatrixRun(MatrixSetup setup, int processors, Progress progress) {
    this.setup = setup;
    this.progress = progress;
    this.processors =
        Executors.newFixedThreadPool(
            processors,
            task -> {
              Thread thread = new Thread(task, "trials");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Tries the rows; each result is handed on as soon as it is there. */
  public List<RowResult> run(Collection<MatrixRow> rows, Consumer<RowResult> report)
      throws InterruptedException {
    List<RowResult> results = new ArrayList<>();
    for (MatrixRow row : rows) {
      progress.begun(row);
      RowResult result = run(new TrialPlan(row, OptionalLong.empty()));
      results.add(result);
      report.accept(result);
    }
    return results;
  }

  /** An operation that this build does not know cannot be tried; that must not go unnoticed. */
  private RowResult run(TrialPlan plan) throws InterruptedException {
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
      trials.addAll(all(instants.stream().map(plan::at).toList()));
      instants = Windows.unknown(Windows.failing(trials), MatrixSetup.PRECISION_NANOS);
    }
    return new RowVerdict(timeline, trials).result();
  }

  /** Rows that differ in the operation only have it in common. */
  private TrialResult undisturbed(TrialPlan plan) throws InterruptedException {
    List<Object> key = List.of(plan.row().method(), plan.row().when(), plan.row().jobs());
    if (!undisturbed.containsKey(key)) {
      undisturbed.put(key, all(List.of(plan)).get(0));
    }
    return undisturbed.get(key);
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

  private List<TrialResult> all(List<TrialPlan> plans) throws InterruptedException {
    List<Callable<TrialResult>> tasks = plans.stream().map(this::task).toList();
    List<TrialResult> results = new ArrayList<>();
    for (Future<TrialResult> future : processors.invokeAll(tasks)) {
      results.add(get(future));
    }
    return results;
  }

  private Callable<TrialResult> task(TrialPlan plan) {
    return () -> {
      try {
        TrialResult result = Trial.run(setup, plan);
        progress.tried();
        return result;
      } catch (RuntimeException e) {
        throw new IllegalStateException(
            "the trial of row %d with the operation at %s ns, seed %d, has broken: %s"
                .formatted(plan.row().number(), plan.atNanos(), setup.seed(), e),
            e);
      }
    };
  }

  private static TrialResult get(Future<TrialResult> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    processors.shutdownNow();
  }
}

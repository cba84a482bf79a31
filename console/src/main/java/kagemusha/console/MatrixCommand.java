package kagemusha.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kagemusha.config.BackupJob.Method;
import kagemusha.config.ConfigException;
import kagemusha.config.MatrixRow;
import kagemusha.config.PublishedMatrix;
import kagemusha.console.matrix.MatrixJson;
import kagemusha.console.matrix.MatrixRun;
import kagemusha.console.matrix.MatrixSetup;
import kagemusha.console.matrix.MatrixText;
import kagemusha.console.matrix.RowResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kagemusha matrix}: what an operation on a virtual machine does to its backup. */
@Command(
    name = "matrix",
    description =
        "Does to a virtual machine what the paper's 24 irregular patterns do, at many instants of a backup, and holds what becomes of backup and restore against the paper; exit code 1 if a row differs.",
    sortOptions = false)
final class MatrixCommand implements Callable<Integer> {
  /** The scenario of the paper that the matrix is. */
  static final String SCENARIO = "scenario-5";

  @Option(names = "--row", paramLabel = "N", description = "Only this row, 1 to 24.")
  private Optional<Integer> number = Optional.empty();

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description = "Only rows of this method: network or shadowimage.")
  private Optional<String> method = Optional.empty();

  @Option(
      names = "--instants",
      paramLabel = "K",
      description =
          "So many instants over the transfer of a job, or before it, beside those at each phase (default: ${DEFAULT-VALUE}).")
  private int instants = 12;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all trials (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--full-size",
      description = "With disks and users of the paper: a trial takes minutes.")
  private boolean fullSize;

  @Option(names = "--why", description = "Prints what led to each failure, event by event.")
  private boolean why;

  @Option(names = "--json", description = "Prints the matrix for machines.")
  private boolean json;

  /** All rows, as a scenario is run. */
  static int scenario(long seed) throws InterruptedException {
    MatrixCommand command = new MatrixCommand();
    command.seed = seed;
    return command.call();
  }

  @Override
  public Integer call() throws InterruptedException {
    if (instants < 1 || instants > 1000) {
      throw new ConfigException("--instants " + instants + ": must be from 1 to 1000");
    }
    List<MatrixRow> rows = rows();
    MatrixSetup setup =
        fullSize ? MatrixSetup.fullSize(seed, instants) : MatrixSetup.small(seed, instants);
    int processors = Runtime.getRuntime().availableProcessors();
    MatrixProgress progress = new MatrixProgress(System.err, System.console() != null, rows.size());
    OnSignal onSignal = new OnSignal("matrix-signal", progress::stopped);
    try (onSignal;
        MatrixRun run = new MatrixRun(setup, processors, progress::tried)) {
      return run(setup, run, rows, progress);
    } finally {
      progress.ended();
    }
  }

  private int run(MatrixSetup setup, MatrixRun run, List<MatrixRow> rows, MatrixProgress progress)
      throws InterruptedException {
    PrintStream out = System.out;
    MatrixText text = new MatrixText(out, why);
    if (!json) {
      text.begin(setup);
    }
    List<RowResult> results =
        run.run(
            rows,
            row ->
                progress.ended(
                    row,
                    () -> {
                      if (!json) {
                        text.row(row);
                      }
                    }));
    if (json) {
      out.println(MatrixJson.of(setup, results));
    } else {
      text.end(results);
    }
    return results.stream().allMatch(RowResult::agrees) ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<MatrixRow> rows() {
    List<MatrixRow> all = PublishedMatrix.bundled();
    if (number.isPresent() && (number.get() < 1 || number.get() > all.size())) {
      throw new ConfigException("--row " + number.get() + ": must be from 1 to " + all.size());
    }
    List<MatrixRow> rows =
        all.stream()
            .filter(row -> number.isEmpty() || row.number() == number.get())
            .filter(row -> method.isEmpty() || row.method() == method(method.get()))
            .toList();
    if (rows.isEmpty()) {
      throw new ConfigException(
          "--row %d is not of --method %s".formatted(number.orElseThrow(), method.orElseThrow()));
    }
    return rows;
  }

  private static Method method(String name) {
    return switch (name) {
      case "network" -> Method.NETWORK;
      case "shadowimage", "shadow-image" -> Method.SHADOW_IMAGE;
      default -> throw new ConfigException("--method " + name + ": must be network or shadowimage");
    };
  }
}

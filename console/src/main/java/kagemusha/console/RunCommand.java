package kagemusha.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import kagemusha.config.ConfigException;
import kagemusha.config.PublishedNumbers;
import kagemusha.kernel.durable.JournalSchema;
import kagemusha.kernel.wall.WallClock;
import kagemusha.node.RunPlan;
import kagemusha.node.invariant.Invariants;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kagemusha run}: one run from start to table. */
@Command(
    name = "run",
    description = "Emulates a scenario on a cluster of JVMs and prints its table.",
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private static final DateTimeFormatter RUN_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  @Parameters(
      paramLabel = "SCENARIO",
      description =
          "A bundled scenario, see 'kagemusha list', or a file of your own; or 'all', one after another.")
  private String scenarioName;

  @Option(
      names = "--condition",
      paramLabel = "N",
      description =
          "Which condition of a scenario that has several (default: all, one after another).")
  private Optional<Integer> condition = Optional.empty();

  @Mixin private SeedAndFolder common;

  @Option(
      names = "--jvms",
      paramLabel = "N",
      description =
          "Number of machine processes, from 1 to one per machine (default: one per machine).")
  private Optional<Integer> jvms = Optional.empty();

  @Option(
      names = "--hours",
      paramLabel = "H",
      description =
          "Emulate the first H hours of the day, decimals allowed (default: the whole day).")
  private Optional<Double> hours = Optional.empty();

  @Option(
      names = "--quantum",
      paramLabel = "D",
      description = "Length of a tick, e.g. 1s, 250ms (default: the scenario's).")
  private Optional<String> quantum = Optional.empty();

  @Option(
      names = "--pace",
      paramLabel = "X",
      description =
          "At most X virtual seconds per real second, from 0.001x, e.g. 1x, 60x (default: as fast as possible).")
  private Optional<String> pace = Optional.empty();

  @Option(
      names = "--topology",
      paramLabel = "FILE",
      description = "A bundled topology or a file of your own (default: ${DEFAULT-VALUE}).")
  private String topologyName = "paper";

  @Option(
      names = "--data-set",
      paramLabel = "MB",
      description = "At most so much of each virtual machine is backed up.")
  private Optional<Long> dataSetMb = Optional.empty();

  @Option(
      names = "--published",
      paramLabel = "FILE",
      description = "A CSV file of more published numbers, with the columns of the bundled one.")
  private Optional<Path> more = Optional.empty();

  @Option(
      names = "--restart",
      description =
          "Go on if the process of a machine dies that the cluster can do without (default: the run ends): the backup server is started again, a host stays away and the failover cluster does without it.")
  private boolean restart;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the conductor on 127.0.0.1 (default: any free one).")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (scenarioName.equals(MatrixCommand.SCENARIO)) {
      return matrix();
    }
    PublishedNumbers numbers = PublishedNumbers.bundled();
    PublishedNumbers published = more.isPresent() ? numbers.with(more.get()) : numbers;
    RunSeries series = RunSeries.of(scenarioName, condition, this::request);
    return series.perform(
        request -> perform(request, published, common.runs(), port, System.out), System.out);
  }

  /** It has no run folder and no processes, so that little can be chosen. */
  private int matrix() throws InterruptedException {
    boolean chosen =
        Stream.of(condition, jvms, hours, quantum, pace, dataSetMb, more)
            .anyMatch(Optional::isPresent);
    if (chosen || restart) {
      throw new ConfigException(
          scenarioName + " is the matrix: it takes --seed only; more in kagemusha matrix --help");
    }
    return MatrixCommand.scenario(common.seed());
  }

  private RunRequest request(RunSeries.Choice choice) throws IOException {
    RunRequest request =
        RunRequest.of(
            ScenarioText.of(choice.scenario(), choice.condition(), dataSetMb),
            topologyName,
            common.seed(),
            jvms,
            hours,
            quantum,
            pace);
    return restart ? request.restarting() : request;
  }

  /** The folder {@code runs} of the repository, wherever the launcher script was called. */
  static Path defaultRuns() {
    return Path.of(System.getProperty("kagemusha.home", ".")).resolve("runs").normalize();
  }

  /**
   * A finished run and what the command has to say about it.
   *
   * @param report empty if it did not come to its end
   */
  record Finished(Path folder, RunResult result, int exitCode, Optional<RunReport> report) {}

  static Finished perform(
      RunRequest request, PublishedNumbers published, Path runs, int port, PrintStream out)
      throws IOException {
    Path folder = createFolder(runs, request);
    RunPlan plan = request.plan(folder.getFileName().toString());
    plan.write(folder);
    out.printf(
        "%s: %s%n%d machines in %d processes, quantum %s, seed %d%nRun folder: %s%n",
        request.scenario().name(),
        request.scenario().title(),
        request.topology().machines().size(),
        plan.processes().size(),
        Duration.ofNanos(plan.quantumNanos()).toString().substring(2).toLowerCase(Locale.ROOT),
        plan.seed(),
        folder);
    Progress progress = new Progress(out, plan, System.console() != null);
    Invariants invariants =
        new Invariants(
            Invariants.Site.of(
                request.topology(), request.scenario(), Invariants.PATIENCE_OF_A_DAY));
    Recorder recorder =
        new Recorder(folder, plan, new VirtualClock(request.scenario().start()), progress)
            .watchedBy(invariants);
    RunResult result =
        new Launcher(folder, plan, request.topology(), request.scenario(), recorder, port).run();
    RunEnd end = RunEnd.tell(request, plan, folder, result, published, out);
    boolean broken = BreachText.print(System.err, invariants.breaches());
    int code = broken && end.exitCode() == ExitCode.OK ? ExitCode.FAILED : end.exitCode();
    return new Finished(folder, result, code, end.report());
  }

  /** The name of a new folder among the runs: now, and what it is of. */
  static String folderName(String what) {
    return RUN_TIME.format(WallClock.now()) + "-" + what;
  }

  static Path createFolder(Path runs, RunRequest request) {
    String base = folderName(request.scenario().name());
    Path folder = runs.resolve(base).toAbsolutePath();
    try {
      Files.createDirectories(folder.getParent());
      for (int i = 2; !isCreated(folder); i++) {
        folder = runs.resolve(base + "-" + i).toAbsolutePath();
      }
      request.writeTexts(folder);
      JournalSchema.create(folder.resolve(RunPlan.JOURNAL_FILE));
      return folder;
    } catch (IOException | SQLException e) {
      throw new NotRecordedException("the run folder " + folder + " cannot be written: " + e);
    }
  }

  /** False if it is there already: two runs that start together must not share a folder. */
  private static boolean isCreated(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}

package kagemusha.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kagemusha.config.ConfigException;
import kagemusha.kernel.wall.WallClock;
import kagemusha.node.RunLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code kagemusha replay}: repeats a run from its folder, with all that came to it from outside,
 * and compares.
 */
@Command(
    name = "replay",
    description = {
      "Repeats a run in one process, with its orders and the deaths of its machines, and compares",
      "events and counters byte by byte; exit code 1 if they differ."
    })
final class ReplayCommand implements Callable<Integer> {
  static final String FOLDER = "replay";

  @Parameters(paramLabel = "RUN", description = "A run folder.")
  private Path run;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "Where the repeated run's files go (default: RUN/" + FOLDER + ").")
  private Optional<Path> into = Optional.empty();

  @Override
  public Integer call() throws IOException {
    return replay(run, into.orElse(run.resolve(FOLDER)), System.out);
  }

  static int replay(Path run, Path into, PrintStream out) throws IOException {
    InjectCommand.checkIsRun(run);
    List<RunLog.Entry> log = RunLog.read(run);
    boolean complete = RunLog.end(log).isPresent() || log.isEmpty();
    if (!complete && ControlPoint.isOpen(run)) {
      throw new ConfigException(run + ": this run is still going on");
    }
    tell(log, complete, out);
    Files.createDirectories(into);
    long began = WallClock.nanos();
    RunResult result = BareRun.of(run, into, new PrintStream(OutputStream.nullOutputStream()));
    out.printf(
        "%s of virtual time and %d ticks again in %.1f s.%n",
        VirtualClock.elapsed(result.virtualNanos()),
        result.ticks(),
        (WallClock.nanos() - began) / 1e9);
    if (Files.notExists(run.resolve(EventFile.NAME))) {
      out.printf(
          "Nothing was recorded that it could be compared with; its files are in %s.%n", into);
      return ExitCode.OK;
    }
    boolean same = true;
    for (String name : List.of(EventFile.NAME, CounterFile.NAME, LatencyFile.NAME)) {
      Optional<String> difference =
          complete
              ? CompareCommand.difference(run.resolve(name), into.resolve(name))
              : cutOff(run.resolve(name), into.resolve(name));
      out.printf("%-13s %s%n", name, difference.orElse("identical"));
      same &= difference.isEmpty();
    }
    return same ? ExitCode.OK : ExitCode.FAILED;
  }

  private static void tell(List<RunLog.Entry> log, boolean complete, PrintStream out) {
    for (RunLog.Entry entry : log) {
      String what =
          switch (entry.what()) {
            case ORDER -> "order " + entry.number() + ": " + entry.text();
            case LOSS -> entry.machine() + " is lost";
            case RETURN -> entry.machine() + " is back";
            case END -> "end: " + entry.text();
          };
      out.printf("%s  tick %-7d %s%n", VirtualClock.elapsed(entry.nanos()), entry.tick(), what);
    }
    if (!complete) {
      out.println("The launcher of this run died; what it has recorded is compared.");
    }
  }

  /** The first difference of a file whose writer died, which ends anywhere. */
  private static Optional<String> cutOff(Path recorded, Path again) throws IOException {
    long at = Files.mismatch(recorded, again);
    return at < 0 || at == Files.size(recorded)
        ? Optional.empty()
        : CompareCommand.difference(recorded, again);
  }
}

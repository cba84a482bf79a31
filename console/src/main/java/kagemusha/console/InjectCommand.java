package kagemusha.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import kagemusha.config.ConfigException;
import kagemusha.node.RunPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kagemusha inject}: an order to a run that is going on. */
@Command(
    name = "inject",
    description = {
      "Does something to a run that is going on, such as '{ do = pause, on = GUEST1 }'.",
      "It happens with the next tick, stands in the run log and is repeated by 'replay'."
    })
final class InjectCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN", description = "The run's folder.")
  private Path run;

  @Parameters(
      index = "1",
      paramLabel = "ORDER",
      arity = "0..1",
      description = "What is to be done, as in a scenario's list of injections.")
  private Optional<String> order = Optional.empty();

  @Option(names = "--file", paramLabel = "FILE", description = "A file with the order instead.")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() throws IOException {
    if (order.isPresent() == file.isPresent()) {
      throw new ConfigException("inject: give either an order or --file");
    }
    String text = file.isPresent() ? read(file.get()) : order.get();
    checkIsRun(run);
    if (!Files.exists(run.resolve(ControlPoint.FILE))) {
      System.err.println(run + ": this run has ended, or takes no orders yet.");
      return ExitCode.FAILED;
    }
    try {
      return tell(ControlPoint.send(run, text));
    } catch (IOException e) {
      System.err.println(run + ": the launcher of this run does not answer (" + e + ").");
      return ExitCode.FAILED;
    }
  }

  /**
   * @throws ConfigException if this is no folder of a run
   */
  static void checkIsRun(Path run) {
    if (!Files.isDirectory(run)) {
      throw new ConfigException(run + ": no such folder; expected a run folder");
    }
    RunPlan.read(run);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static int tell(ControlPoint.Answer answer) {
    if (answer.status() == ControlPoint.Answer.GIVEN) {
      System.out.println(answer.text());
      return ExitCode.OK;
    }
    System.err.println(answer.text());
    return answer.status() == ControlPoint.Answer.NO_ORDER ? ExitCode.USAGE : ExitCode.FAILED;
  }
}

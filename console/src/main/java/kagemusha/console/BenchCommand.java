package kagemusha.console;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kagemusha bench}. */
@Command(name = "bench", description = "Measures speed, start-up, memory and messages.")
final class BenchCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Override
  public Integer call() {
    return ExitCode.OK;
  }
}

package kagemusha.console;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options of every command that runs something. */
final class SeedAndFolder {
  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all randomness (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "Where run folders go (default: ${DEFAULT-VALUE}).")
  private Path runs = RunCommand.defaultRuns();

  long seed() {
    return seed;
  }

  Path runs() {
    return runs;
  }
}

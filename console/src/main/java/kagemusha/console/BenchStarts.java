package kagemusha.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kagemusha.kernel.wall.WallClock;

/**
 * Starts the whole cluster again and again for a run of a few ticks: what the user waits for from
 * the start of the launcher's JVM until the first tick begins.
 */
final class BenchStarts {
  /** End of the line that a run prints when all machines are there; see {@link Progress#begun}. */
  private static final String FIRST_TICK = "the first tick begins.";

  /** Ten seconds of virtual time. */
  private static final String HOURS = "0.0028";

  private BenchStarts() {}

  /** Seconds from start to first tick, in order of size. */
  static List<Double> measure(int starts, long seed) throws IOException {
    List<Double> seconds = new ArrayList<>();
    Path runs = Files.createTempDirectory("kagemusha-bench");
    try {
      for (int i = 0; i < starts; i++) {
        seconds.add(measureOne(runs, seed));
      }
    } finally {
      Folders.delete(runs);
    }
    seconds.sort(Comparator.naturalOrder());
    return seconds;
  }

  private static double measureOne(Path runs, long seed) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", "baseline", "--hours", HOURS));
    arguments.addAll(List.of("--seed", Long.toString(seed), "--runs", runs.toString()));
    long from = WallClock.nanos();
    long firstTickAt = 0;
    try (BenchProcess process = BenchProcess.likeThis(arguments);
        BufferedReader output = process.output()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.endsWith(FIRST_TICK) && firstTickAt == 0) {
          firstTickAt = WallClock.nanos();
        }
      }
      int exitCode = process.await();
      if (exitCode != ExitCode.OK || firstTickAt == 0) {
        throw new StartException("a start for the bench ended with exit code " + exitCode);
      }
    }
    return (firstTickAt - from) / 1e9;
  }
}

package kagemusha.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kagemusha.node.RunPlan;

/** The run that the cluster's is measured against: the same, in one thread. */
final class BenchReference {
  private BenchReference() {}

  /**
   * Repeats a recorded run in a process of its own.
   *
   * @return real seconds from the first tick to the last
   */
  static double measure(Path folder) throws IOException {
    int machines = RunPlan.read(folder).processes().stream().mapToInt(List::size).sum();
    try (BenchProcess process =
        BenchProcess.likeANode(machines, List.of("bare", folder.toString()))) {
      int exitCode = process.await();
      if (exitCode != ExitCode.OK) {
        throw new StartException("the bare loop ended with exit code " + exitCode);
      }
    }
    Path performance = folder.resolve(BareCommand.FOLDER).resolve(RunFolder.PERFORMANCE);
    return new ObjectMapper().readTree(performance.toFile()).get("wallSeconds").asDouble();
  }

  /** Whether both have left the same events, counters and summary. */
  static boolean sameBytes(Path folder) throws IOException {
    for (String file :
        List.of(EventFile.NAME, CounterFile.NAME, LatencyFile.NAME, RunFolder.SUMMARY)) {
      Path bare = folder.resolve(BareCommand.FOLDER).resolve(file);
      if (Files.mismatch(folder.resolve(file), bare) >= 0) {
        return false;
      }
    }
    return true;
  }
}

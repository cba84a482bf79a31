package kagemusha.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kagemusha.config.ConfigException;
import kagemusha.config.PublishedNumbers;
import kagemusha.node.RunPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kagemusha bench}: what the emulation costs in time and memory, and why. */
@Command(
    name = "bench",
    description = "Measures start-up, speed, memory and messages, with and without the cluster.",
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {
  static final String FILE = "bench.json";

  private static final int MAX_STARTS = 100;

  @Mixin private SeedAndFolder common;

  @Option(
      names = "--hours",
      paramLabel = "H",
      description =
          "Emulate the first H hours of the day, decimals allowed (default: the whole day).")
  private Optional<Double> hours = Optional.empty();

  @Option(
      names = "--starts",
      paramLabel = "N",
      description = "How often the start is measured (default: ${DEFAULT-VALUE}).")
  private int starts = 5;

  @Override
  public Integer call() throws IOException {
    if (starts < 0 || starts > MAX_STARTS) {
      throw new ConfigException("--starts %d: must be from 0 to %d".formatted(starts, MAX_STARTS));
    }
    RunRequest request = request();
    System.out.printf("Starting the cluster %d times ...%n", starts);
    List<Double> startSeconds = BenchStarts.measure(starts, common.seed());
    RunCommand.Finished finished;
    try (ProcessMeter meter = new ProcessMeter()) {
      finished =
          RunCommand.perform(request, PublishedNumbers.bundled(), common.runs(), 0, System.out);
      if (finished.exitCode() != ExitCode.OK) {
        return finished.exitCode();
      }
      BenchFigures figures = figures(startSeconds, finished, meter);
      new BenchReport(System.out, figures).print(RunPlan.read(finished.folder()));
      write(finished.folder(), figures);
      return figures.sameBytes() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private RunRequest request() throws IOException {
    return RunRequest.of(
        "baseline",
        "paper",
        common.seed(),
        Optional.empty(),
        hours,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static BenchFigures figures(
      List<Double> startSeconds, RunCommand.Finished finished, ProcessMeter meter)
      throws IOException {
    RunResult result = finished.result();
    double cpuSeconds = meter.cpuNanosOfLast(result.wallNanos()) / 1e9;
    var usages = meter.usages();
    meter.close();
    System.out.println("The same run in one thread, without a cluster ...");
    double bareSeconds = BenchReference.measure(finished.folder());
    return new BenchFigures(
        startSeconds,
        result,
        usages,
        Runtime.getRuntime().availableProcessors(),
        cpuSeconds,
        bareSeconds,
        BenchReference.sameBytes(finished.folder()));
  }

  private static void write(Path folder, BenchFigures figures) throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    Files.write(folder.resolve(FILE), mapper.writeValueAsBytes(figures.asJson()));
  }
}

package kagemusha.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import kagemusha.config.PublishedNumbers;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.node.RunPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code kagemusha bare FOLDER}: repeats a recorded run in one thread, without a cluster, into
 * {@code FOLDER/bare}. {@code bench} starts it in a JVM of its own, so that both are measured under
 * the same conditions.
 */
@Command(name = "bare", hidden = true, description = "Repeats a run in one thread.")
final class BareCommand implements Callable<Integer> {
  static final String FOLDER = "bare";

  @Parameters(paramLabel = "RUN", description = "A run folder.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    ParentWatch.start();
    Path into = Files.createDirectories(folder.resolve(FOLDER));
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    RunResult result = BareRun.of(folder, into, nowhere);
    RunPlan plan = RunPlan.read(folder);
    RunFolder.finish(into, plan, result);
    Topology topology = TopologyReader.file(folder.resolve(RunPlan.TOPOLOGY_FILE));
    Scenario scenario = ScenarioReader.file(folder.resolve(RunPlan.SCENARIO_FILE), topology);
    RunReport report =
        RunReport.of(into, plan, topology, scenario, result, PublishedNumbers.bundled());
    RunFolder.extend(into, report.summary());
    return ExitCode.OK;
  }
}

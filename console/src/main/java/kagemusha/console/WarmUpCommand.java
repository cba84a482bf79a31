package kagemusha.console;

import static java.nio.file.StandardOpenOption.APPEND;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kagemusha.config.PublishedNumbers;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.node.LocalCluster;
import kagemusha.node.NodeMain;
import kagemusha.node.RunPlan;
import kagemusha.node.World;
import picocli.CommandLine.Command;

/**
 * {@code kagemusha warm-up}: a short run in this one JVM that loads the classes of the launcher and
 * of a machine's process alike. The launcher script runs it once per build, to have the JVM write
 * them into an archive from which all processes then start faster.
 */
@Command(name = "warm-up", hidden = true, description = "Loads the classes of a run and ends.")
final class WarmUpCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Long enough for the replica job, moved to its first minute, to move and pin the volumes. */
  private static final double HOURS = 60.0 / 3600;

  private static final String JOB_AT_ONCE =
      """

      jobs = [ {
        name = replica, kind = replica-creation, method = network, vms = [GUEST3], at = 1 s
      } ]
      """;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("kagemusha-warm-up");
    try {
      return run(folder) instanceof RunOutcome.Completed ? ExitCode.OK : ExitCode.FAILED;
    } finally {
      Folders.delete(folder);
    }
  }

  private static RunOutcome run(Path folder) throws IOException, InterruptedException {
    RunRequest request =
        RunRequest.of(
            "redirect",
            "paper",
            1,
            Optional.of(2),
            Optional.of(HOURS),
            Optional.of("1s"),
            Optional.empty(),
            Optional.empty());
    request.plan("warm-up").write(folder);
    request.writeTexts(folder);
    Files.writeString(folder.resolve(RunPlan.SCENARIO_FILE), JOB_AT_ONCE, APPEND);
    RunPlan plan = RunPlan.read(folder);
    Topology topology = TopologyReader.file(folder.resolve(RunPlan.TOPOLOGY_FILE));
    Scenario scenario = ScenarioReader.file(folder.resolve(RunPlan.SCENARIO_FILE), topology);
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    VirtualClock clock = new VirtualClock(scenario.start());
    Recorder recorder = new Recorder(folder, plan, clock, Progress.silent(plan));
    try (LocalCluster cluster =
        LocalCluster.overTheWire(plan, new World(topology, scenario), folder, recorder)) {
      RunOutcome outcome = cluster.await(PATIENCE);
      RunResult result = recorder.result().join();
      RunFolder.finish(folder, plan, result);
      RunReport report =
          RunReport.of(folder, plan, topology, scenario, result, PublishedNumbers.bundled());
      report.print(nowhere);
      RunFolder.extend(folder, report.summary());
      loadRest();
      return outcome;
    }
  }

  /** What a run needs beside what has just run. */
  private static void loadRest() {
    for (Class<?> each : List.of(NodeMain.class, Launcher.class, NodeProcesses.class)) {
      try {
        Class.forName(each.getName(), true, each.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

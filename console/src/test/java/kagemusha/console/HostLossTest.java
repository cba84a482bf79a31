package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kagemusha.node.RunPlan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process of a host is killed between the pin of its volumes and the snapshot. The cluster
 * takes the volumes over and leaves them in the backup state until the watch runs out, here after
 * ten minutes; the job fails, and so does its repetition.
 */
@Tag("multijvm")
class HostLossTest {
  private static final String SCENARIO =
      """
      title = "A host does not see the snapshot that it has begun"
      start = "2010-11-01T09:00"
      length = 23 min
      load = 20 min
      quantum = 500 ms
      steady-state { skip-head = 1 min, skip-tail = 1 min }
      vm-data = 1 GB
      jobs = [
        { name = replica, kind = replica-creation, method = network, vms = [MAIL1], at = 1 min }
      ]
      """;

  @TempDir private Path folder;

  @Test
  void theClusterGoesOnWithoutIt() throws Exception {
    Path scenario = Files.writeString(folder.resolve("loss.conf"), SCENARIO);
    Path topology = folder.resolve("small.conf");
    Files.writeString(
        topology,
        ScenarioText.resource("topologies/small")
            .replace("auto-rerun = 60 min", "auto-rerun = 3 min")
            .replace("mount = 2 s", "mount = 2 s, backup-delay-timer = 10 min")
            .replace("metadata = 1 s", "metadata = 50 s"));
    Path runs = folder.resolve("runs");
    Command.Result result =
        new KilledRun(scenario, topology, "20x", runs)
            .killing("NODE1", () -> count(runs, 5121) == 2);
    assertThat(result.out()).contains("the run goes on without it");
    RunPlan.Loss loss = RunPlan.read(Command.onlyFolder(runs)).losses().get(0);
    assertThat(loss.machines()).isEqualTo("NODE1");
    volumesStayInTheBackupState(runs, loss);
    assertThat(count(runs, 9134)).as("job and repetition").isEqualTo(2);
    isRepeatedInOneThread(Command.onlyFolder(runs));
  }

  /** Snapshot and end were never reached; owner and watch outlive the host. */
  private static void volumesStayInTheBackupState(Path runs, RunPlan.Loss loss) throws Exception {
    assertThat(count(runs, 9102)).as("snapshots").isZero();
    assertThat(count(runs, 1135)).as("removed from the cluster").isEqualTo(1);
    assertThat(count(runs, 5120)).as("paused").isEqualTo(2);
    assertThat(count(runs, 9002)).as("taken over").isEqualTo(2);
    assertThat(count(runs, 9006)).as("watches that ran out").isEqualTo(2);
    assertThat(count(runs, 9003)).as("direct again").isEqualTo(2);
    assertThat(loss.timeNanos()).isBetween(60_000_000_000L, 180_000_000_000L);
  }

  /** The run and the tick of the death are all that it depends on. */
  private void isRepeatedInOneThread(Path run) throws Exception {
    Path again = Files.createDirectory(folder.resolve("again"));
    BareRun.of(run, again, new PrintStream(OutputStream.nullOutputStream()));
    for (String file : List.of(EventFile.NAME, CounterFile.NAME)) {
      assertThat(Files.mismatch(run.resolve(file), again.resolve(file))).as(file).isEqualTo(-1);
    }
  }

  private static long count(Path runs, int id) throws Exception {
    return KilledRun.events(runs).stream().filter(e -> e.contains("\"id\":" + id + ",")).count();
  }
}

package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.node.LocalCluster;
import kagemusha.node.RunPlan;
import kagemusha.node.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One thread, one actor system and three over TCP record the same bytes. */
final class BareRunTest {
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"baseline, 0.05, false", "redirect, 0.18, true"})
  void recordsWhatOneActorSystemRecords(String scenario, double hours, boolean events)
      throws Exception {
    RunRequest request = prepare(scenario, hours, 7);
    Path bare = Files.createDirectory(folder.resolve("bare"));
    Path cluster = Files.createDirectory(folder.resolve("cluster"));

    RunResult ofLoop = BareRun.of(folder, bare, NOWHERE);
    RunResult ofCluster = cluster(request, cluster, false);

    assertSame(bare, ofLoop, cluster, ofCluster);
    assertThat(Files.size(bare.resolve(EventFile.NAME)) > 0).isEqualTo(events);
  }

  @Test
  void recordsWhatThreeActorSystemsRecordThatTalkOverTcp() throws Exception {
    RunRequest request = prepare("redirect", 0.05, 3);
    Path bare = Files.createDirectory(folder.resolve("bare"));
    Path cluster = Files.createDirectory(folder.resolve("cluster"));

    RunResult ofLoop = BareRun.of(folder, bare, NOWHERE);
    RunResult ofCluster = cluster(request, cluster, true);

    assertSame(bare, ofLoop, cluster, ofCluster);
    assertThat(ofCluster.summaries()).anyMatch(summary -> summary.wire().messages() > 0);
  }

  @Test
  void anotherSeedIsAnotherRun() throws Exception {
    prepare("baseline", 0.02, 1);
    BareRun.of(folder, Files.createDirectory(folder.resolve("one")), NOWHERE);
    prepare("baseline", 0.02, 2);
    BareRun.of(folder, Files.createDirectory(folder.resolve("two")), NOWHERE);

    assertThat(Files.readString(folder.resolve("one").resolve(CounterFile.NAME)))
        .isNotEqualTo(Files.readString(folder.resolve("two").resolve(CounterFile.NAME)));
  }

  private RunRequest prepare(String scenario, double hours, long seed) throws Exception {
    RunRequest request =
        RunRequest.of(
            scenario,
            "paper",
            seed,
            Optional.of(2),
            Optional.of(hours),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    OneThread.prepare(request, folder);
    return request;
  }

  private RunResult cluster(RunRequest request, Path into, boolean tcp) throws Exception {
    RunPlan plan = request.plan("test");
    World world = new World(request.topology(), request.scenario());
    Recorder recorder =
        new Recorder(
            into,
            plan,
            new VirtualClock(request.scenario().start()),
            new Progress(NOWHERE, plan, false));
    try (LocalCluster cluster =
        tcp
            ? LocalCluster.overTheWire(plan, world, into, recorder)
            : LocalCluster.inOneSystem(plan, world, into, recorder)) {
      assertThat(cluster.await(PATIENCE)).isEqualTo(new RunOutcome.Completed());
    }
    return recorder.result().join();
  }

  private static void assertSame(Path bare, RunResult ofLoop, Path cluster, RunResult ofCluster) {
    for (String file : new String[] {EventFile.NAME, CounterFile.NAME, LatencyFile.NAME}) {
      assertThat(bare.resolve(file)).hasSameBinaryContentAs(cluster.resolve(file));
    }
    assertThat(bare.resolve(CounterFile.NAME)).isNotEmptyFile();
    assertThat(ofLoop.ticks()).isEqualTo(ofCluster.ticks());
    assertThat(ofLoop.statistics()).isNotEmpty().isEqualTo(ofCluster.statistics());
    assertThat(ofLoop.links()).isNotEmpty().isEqualTo(ofCluster.links());
  }
}

package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kagemusha.node.RunLog;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody outside gives orders to a run that is going on and kills the process of a host. The run
 * goes on, and what it recorded is repeated from its folder alone, byte for byte.
 */
@Tag("multijvm")
class OrdersTest {
  private static final String SCENARIO =
      """
      title = "Orders from outside"
      start = "2010-11-01T09:00"
      length = 10 min
      load = 8 min
      quantum = 500 ms
      steady-state { skip-head = 1 min, skip-tail = 1 min }
      vm-data = 1 GB
      """;

  @TempDir private Path folder;

  @Test
  void areGivenLoggedAndRepeated() throws Exception {
    Path scenario = Files.writeString(folder.resolve("orders.conf"), SCENARIO);
    Path topology = folder.resolve("two.conf");
    Files.writeString(
        topology,
        ScenarioText.resource("topologies/small")
            .replace(
                "  ${templates.host} { name = NODE3, logical-processors = 4, memory = 8 GiB }",
                ""));
    Path runs = Files.createDirectory(folder.resolve("runs"));
    CompletableFuture<Command.Result> running =
        CompletableFuture.supplyAsync(() -> run(scenario, topology, runs));
    await()
        .pollInterval(Duration.ofMillis(100))
        .atMost(Duration.ofMinutes(2))
        .until(() -> running.isDone() || takesOrders(runs));
    assertThat(running).as(() -> String.valueOf(running.getNow(null))).isNotDone();
    Path run = Command.onlyFolder(runs);

    String given = "{ do = pause, on = MAIL2, for = 20 s }";
    ControlPoint.Answer answer = ControlPoint.send(run, given);
    assertThat(answer.status()).as(answer.text()).isEqualTo(ControlPoint.Answer.GIVEN);
    assertThat(answer.text()).startsWith("Order 1 given at virtual time 0:0");
    mistakesAreTold(run);
    Command.kill("NODE1");

    Command.Result result = running.get(3, TimeUnit.MINUTES);
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.OK);
    assertThat(Main.execute("inject", run.toString(), given)).isEqualTo(ExitCode.FAILED);
    List<RunLog.Entry> log = RunLog.read(run);
    assertThat(log)
        .extracting(RunLog.Entry::what)
        .containsExactly(RunLog.What.ORDER, RunLog.What.LOSS, RunLog.What.END);
    assertThat(log.get(0).text()).isEqualTo(given);
    String events = Files.readString(run.resolve(EventFile.NAME));
    assertThat(events).contains("pause on MAIL2", "pause on MAIL2 ends");
    isRepeated(run);
  }

  private static Command.Result run(Path scenario, Path topology, Path runs) {
    return Command.run(
        "run",
        scenario.toString(),
        "--topology",
        topology.toString(),
        "--jvms",
        "3",
        "--restart",
        "--pace",
        "20x",
        "--runs",
        runs.toString());
  }

  private static boolean takesOrders(Path runs) throws Exception {
    try (var folders = Files.list(runs)) {
      return folders.anyMatch(run -> Files.exists(run.resolve(CounterFile.NAME)));
    }
  }

  private static void mistakesAreTold(Path run) throws Exception {
    assertThat(ControlPoint.send(run, "{ do = pau, on = MAIL2 }").text())
        .contains("do: found 'pau'", "did you mean 'pause'");
    assertThat(Main.execute("inject", run.toString(), "{ do = pause, on = MAIL9 }"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(Main.execute("inject", "no-such-run", "{ do = pause, on = MAIL2 }"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(run.resolve(ControlPoint.FILE))))
        .isEqualTo("rw-------");
  }

  private static void isRepeated(Path run) throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code = ReplayCommand.replay(run, run.resolve("replay"), new PrintStream(said));
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isEqualTo(ExitCode.OK);
    assertThat(text).contains("order 1: { do = pause", "NODE1 is lost", "end: completed");
    Files.writeString(
        run.resolve(EventFile.NAME),
        Files.readString(run.resolve(EventFile.NAME)).replace("pause on MAIL2 ends", "no"));
    assertThat(ReplayCommand.replay(run, run.resolve("replay"), new PrintStream(said)))
        .isEqualTo(ExitCode.FAILED);
  }
}

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
import java.util.stream.Stream;
import kagemusha.node.RunLog;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody gives orders to a run that is going on at 60 times real time, and one of them kills the
 * process of a host. The run goes on, tells what became of each order, and is repeated from its
 * folder alone, byte for byte.
 */
@Tag("multijvm")
class OrdersTest {
  private static final String SCENARIO =
      """
      title = "Orders from outside"
      start = "2010-11-01T09:00"
      length = 12 min
      load = 10 min
      quantum = 500 ms
      steady-state { skip-head = 1 min, skip-tail = 1 min }
      vm-data = 1 GB
      """;

  private static final String PAUSE = "{ do = pause, on = MAIL2, for = 20 s }";
  private static final String NEVER =
      "{ do = save, on = MAIL2, when = \"vm.deleted of MAIL2\", must-touch = true }";
  private static final String KILL = "{ do = kill-machine, on = NODE1, real = true }";

  @TempDir private Path folder;

  @Test
  void areGivenLoggedAndRepeated() throws Exception {
    Path runs = Files.createDirectory(folder.resolve("runs"));
    CompletableFuture<Command.Result> running = start(runs);
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofMinutes(3))
        .until(() -> running.isDone() || takesOrders(runs));
    assertThat(running).as(() -> String.valueOf(running.getNow(null))).isNotDone();
    Path run = Command.onlyFolder(runs);

    assertThat(Main.execute("inject", run.toString(), PAUSE)).isEqualTo(ExitCode.OK);
    mistakesAreTold(run);
    isTaken(run, NEVER, "Order 2 given at virtual time 0:");
    isTaken(run, KILL, "Order 3 given at virtual time 0:");

    Command.Result result = running.get(5, TimeUnit.MINUTES);
    String all = result.out() + result.err();
    assertThat(result.exitCode()).as(all).isEqualTo(ExitCode.FAILED);
    assertThat(result.err().lines())
        .contains("It had to touch something: order 2: save on MAIL2 NEVER CAME")
        .noneMatch(line -> line.contains("invariant"));
    assertThat(result.out())
        .contains("Order 1 given at virtual time 0:", "Injection 3: the process of NODE1 is killed")
        .containsPattern("1  pause on MAIL2 +by order +0:[0-9:]+  touched 1")
        .containsPattern("2  save on MAIL2 +vm.deleted of MAIL2 +NEVER CAME")
        .containsPattern("3  kill-machine on NODE1 +by order +0:[0-9:]+  touched");
    assertThat(Main.execute("inject", run.toString(), PAUSE)).isEqualTo(ExitCode.FAILED);
    hasRecorded(run);
    isRepeated(run);
  }

  private CompletableFuture<Command.Result> start(Path runs) throws Exception {
    Path scenario = Files.writeString(folder.resolve("orders.conf"), SCENARIO);
    String host = "  ${templates.host} { name = NODE3, logical-processors = 4, memory = 8 GiB }\n";
    String small = ScenarioText.resource("topologies/small");
    assertThat(small).contains(host);
    Path topology = Files.writeString(folder.resolve("two.conf"), small.replace(host, ""));
    String[] arguments = {
      "run",
      scenario.toString(),
      "--topology",
      topology.toString(),
      "--jvms",
      "3",
      "--restart",
      "--pace",
      "60x",
      "--runs",
      runs.toString()
    };
    return CompletableFuture.supplyAsync(() -> Command.run(arguments));
  }

  private static boolean takesOrders(Path runs) throws Exception {
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.anyMatch(run -> Files.exists(run.resolve(CounterFile.NAME)));
    }
  }

  private static void isTaken(Path run, String order, String answer) throws Exception {
    ControlPoint.Answer given = ControlPoint.send(run, order);
    assertThat(given.status()).as(given.text()).isEqualTo(ControlPoint.Answer.GIVEN);
    assertThat(given.text()).startsWith(answer);
  }

  private static void mistakesAreTold(Path run) throws Exception {
    assertThat(ControlPoint.send(run, "{ do = pau, on = MAIL2 }"))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(ControlPoint.Answer.NO_ORDER))
        .satisfies(answer -> assertThat(answer.text()).startsWith("order:1: do: found 'pau'"));
    assertThat(ControlPoint.send(run, "{ do = pause, on = MAIL2, at = 1 us }"))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(ControlPoint.Answer.REFUSED))
        .satisfies(answer -> assertThat(answer.text()).contains("at 1 us has passed"));
    assertThat(Main.execute("inject", run.toString(), "{ do = pause, on = MAIL9 }"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(Main.execute("inject", "no-such-run", PAUSE)).isEqualTo(ExitCode.USAGE);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(run.resolve(ControlPoint.FILE))))
        .isEqualTo("rw-------");
  }

  private static void hasRecorded(Path run) throws Exception {
    List<RunLog.Entry> log = RunLog.read(run);
    assertThat(log)
        .extracting(RunLog.Entry::what)
        .containsExactly(
            RunLog.What.ORDER,
            RunLog.What.ORDER,
            RunLog.What.ORDER,
            RunLog.What.LOSS,
            RunLog.What.END);
    assertThat(log).extracting(RunLog.Entry::text).contains(PAUSE, NEVER, KILL);
    assertThat(Files.readString(run.resolve(EventFile.NAME)))
        .contains(
            "pause on MAIL2",
            "pause on MAIL2 ends",
            "kill-machine on NODE1",
            "touched: the process of NODE1 is killed, and with it MAIL1");
  }

  private static void isRepeated(Path run) throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code = ReplayCommand.replay(run, run.resolve("replay"), new PrintStream(said));
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isEqualTo(ExitCode.OK);
    assertThat(text).contains("order 1: { do = pause", "NODE1 is lost", "end: completed");
  }
}

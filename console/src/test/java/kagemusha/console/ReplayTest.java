package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.node.LocalCluster;
import kagemusha.node.RunLog;
import kagemusha.node.RunPlan;
import kagemusha.node.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders to a run that is going on, in one process; from its folder alone it is repeated. */
class ReplayTest {
  private static final String SCENARIO =
      """
      title = "Orders from outside"
      start = "2010-11-01T09:00"
      length = 3 min
      load = 2 min
      quantum = 500 ms
      steady-state { skip-head = 20 s, skip-tail = 20 s }
      injections = [ { do = pause, on = MAIL1, at = 150 s, for = 5 s } ]
      """;

  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  @TempDir private Path folder;

  @Test
  void ordersAreGivenLoggedAndRepeated() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    RunRequest request = prepare(run);
    RunPlan plan = RunPlan.read(run);
    World world = new World(request.topology(), request.scenario());
    VirtualClock clock = new VirtualClock(request.scenario().start());
    Recorder recorder = new Recorder(run, plan, clock, Progress.silent(plan));
    try (LocalCluster cluster = LocalCluster.inOneSystem(plan, world, run, recorder)) {
      OrderDesk desk = new OrderDesk(world.orders(), cluster::give, recorder::virtualNanos);
      await().until(() -> Files.exists(run.resolve(CounterFile.NAME)));
      assertThat(desk.take("{ do = pause, on = MAIL2, for = 20 s }"))
          .satisfies(answer -> assertThat(answer.text()).startsWith("Order 2 given at virtual "))
          .satisfies(answer -> assertThat(answer.status()).isEqualTo(ControlPoint.Answer.GIVEN));
      assertThat(desk.take("{ do = pau, on = MAIL2 }").text()).contains("found 'pau'");
      assertThat(desk.take("{ do = pause, on = MAIL9 }").text()).contains("found 'MAIL9'");
      assertThat(desk.take("no order").status()).isEqualTo(ControlPoint.Answer.NO_ORDER);
      assertThat(cluster.await(Duration.ofMinutes(2))).isEqualTo(new RunOutcome.Completed());
      assertThat(desk.take("{ do = pause, on = MAIL2 }").status())
          .isEqualTo(ControlPoint.Answer.REFUSED);
    }
    RunFolder.finish(run, plan, recorder.result().join());

    assertThat(RunLog.read(run))
        .extracting(RunLog.Entry::what)
        .containsExactly(RunLog.What.ORDER, RunLog.What.END);
    String events = Files.readString(run.resolve(EventFile.NAME));
    assertThat(events).contains("pause on MAIL2", "pause on MAIL2 ends");
    assertThat(replay(run, ExitCode.OK))
        .contains("order 2: { do = pause", "end: completed", "counters.csv  identical");
    Files.writeString(
        run.resolve(EventFile.NAME), events.replace("pause on MAIL2 ends", "something else"));
    assertThat(replay(run, ExitCode.FAILED)).contains("events.jsonl  differs at line");
  }

  /**
   * The backup server is switched off and on, and a host hangs for longer than the cluster waits.
   */
  @Test
  void machinesGoAndComeTheSameWayInOneThread() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    RunRequest request =
        prepare(
            run,
            SCENARIO.replace(
                "injections = [",
                """
                injections = [
                  { do = kill-machine, on = BACKUP, at = 30 s, for = 30 s }
                  { do = hang-machine, on = NODE3, at = 80 s, for = 20 s }
                """),
            "1000x");
    RunPlan plan = RunPlan.read(run);
    World world = new World(request.topology(), request.scenario());
    VirtualClock clock = new VirtualClock(request.scenario().start());
    Recorder recorder = new Recorder(run, plan, clock, Progress.silent(plan));
    try (LocalCluster cluster = LocalCluster.inOneSystem(plan, world, run, recorder)) {
      assertThat(cluster.await(Duration.ofMinutes(2))).isEqualTo(new RunOutcome.Completed());
    }
    RunFolder.finish(run, plan, recorder.result().join());
    assertThat(RunLog.read(run))
        .extracting(RunLog.Entry::what)
        .containsExactly(RunLog.What.RETURN, RunLog.What.END);
    String events = Files.readString(run.resolve(EventFile.NAME));
    assertThat(events).contains("BACKUP is switched off", "has not heard NODE3");
    replay(run, ExitCode.OK);
  }

  private RunRequest prepare(Path run) throws Exception {
    return prepare(run, SCENARIO, "60x");
  }

  private RunRequest prepare(Path run, String text, String pace) throws Exception {
    Path scenario = Files.writeString(folder.resolve("orders.conf"), text);
    RunRequest request =
        RunRequest.of(
            ScenarioText.of(scenario.toString(), Optional.empty(), Optional.empty()),
            "small",
            1,
            Optional.of(1),
            Optional.empty(),
            Optional.empty(),
            Optional.of(pace));
    OneThread.prepare(request, run);
    return request;
  }

  private static String replay(Path run, int expected) throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code = ReplayCommand.replay(run, run.resolve("replay"), new PrintStream(said));
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isEqualTo(expected);
    return text;
  }

  @Test
  void aRunThatWasInterruptedIsRepeatedToItsEnd() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    prepare(run);
    Path whole = Files.createDirectory(folder.resolve("whole"));
    RunResult all = BareRun.of(run, whole, NOWHERE);
    List<RunLog.Entry> end = List.of(RunLog.Entry.end(all.ticks() / 2, 0, "interrupted"));
    try (RunLog log = new RunLog(run)) {
      end.forEach(log::write);
    }
    RunResult half = BareRun.of(run, Files.createDirectory(folder.resolve("half")), NOWHERE);
    assertThat(half.ticks()).isEqualTo(all.ticks() / 2);
    String counters = Files.readString(folder.resolve("half").resolve(CounterFile.NAME));
    assertThat(Files.readString(whole.resolve(CounterFile.NAME))).startsWith(counters);
    assertThat(half.outcome()).isInstanceOf(RunOutcome.Interrupted.class);
  }
}

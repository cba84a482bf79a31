package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A run that outlives the death of one of its processes. */
record KilledRun(Path scenario, Path topology, String pace, Path runs) {

  /** Kills the machine's process when the moment has come; the run has to end well all the same. */
  Command.Result killing(String machine, Callable<Boolean> moment) throws Exception {
    CompletableFuture<Command.Result> running =
        CompletableFuture.supplyAsync(
            () ->
                Command.run(
                    "run",
                    scenario.toString(),
                    "--topology",
                    topology.toString(),
                    "--restart",
                    "--pace",
                    pace,
                    "--runs",
                    runs.toString()));
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofMinutes(3))
        .until(() -> running.isDone() || moment.call());
    assertThat(running).as(() -> String.valueOf(running.getNow(null))).isNotDone();
    Command.kill(machine);

    Command.Result result = running.get(4, TimeUnit.MINUTES);
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.OK);
    return result;
  }

  /** What the only run in the folder has said so far, which is nothing before it has begun. */
  static List<String> events(Path runs) throws Exception {
    if (!Files.exists(runs) || Files.list(runs).findAny().isEmpty()) {
      return List.of();
    }
    Path events = Command.onlyFolder(runs).resolve(EventFile.NAME);
    return Files.exists(events) ? Files.readAllLines(events) : List.of();
  }
}

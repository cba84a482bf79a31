package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process of a machine is killed in the middle of a run. */
@Tag("multijvm")
class MachineLossTest {
  @TempDir Path runs;

  @Test
  void theRunEndsInOrderAndSaysWhoWasLost() throws Exception {
    CompletableFuture<Command.Result> running =
        CompletableFuture.supplyAsync(
            () ->
                Command.run(
                    "run", "baseline", "--hours", "8", "--pace", "20x", "--runs", runs.toString()));
    await().atMost(Duration.ofMinutes(3)).until(this::hasCounters);
    Command.kill("HYPR2");

    Command.Result result = running.get(30, TimeUnit.SECONDS);
    assertThat(result.exitCode()).isEqualTo(ExitCode.MACHINE_LOST);
    assertThat(result.err()).contains("Machine HYPR2 was lost at virtual time");
    assertThat(Command.machineProcesses()).isEmpty();

    Path folder = Command.onlyFolder(runs);
    JsonNode plan = new ObjectMapper().readTree(folder.resolve("run.json").toFile());
    assertThat(plan.get("outcome").asText()).isEqualTo("machinelost");
    assertThat(plan.get("losses").get(0).get("machines").asText()).isEqualTo("HYPR2");
    long lostAt = plan.get("losses").get(0).get("timeNanos").asLong();
    assertThat(new CounterTable(folder).rows())
        .isBetween((int) (lostAt / 10_000_000_000L) - 1, (int) (lostAt / 10_000_000_000L) + 1);
    assertThat(folder.resolve(RunFolder.SUMMARY)).exists();
  }

  private boolean hasCounters() throws Exception {
    if (!Files.exists(runs) || !Files.list(runs).findAny().isPresent()) {
      return false;
    }
    return Files.exists(Command.onlyFolder(runs).resolve(CounterFile.NAME));
  }
}

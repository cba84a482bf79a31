package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of networks and machines, in virtual time and one behind the other: on one process and on
 * three they do the same, byte for byte, and so they do in one thread.
 */
@Tag("multijvm")
class FaultsOnProcessesTest {
  private static final String SCENARIO =
      """
      title = "All kinds of faults"
      start = "2010-11-01T09:00"
      length = 16 min
      load = 15 min
      quantum = 500 ms
      steady-state { skip-head = 1 min, skip-tail = 1 min }
      vm-data = 1 GB
      jobs = [
        { name = copy, kind = replica-creation, method = network, vms = [MAIL2], at = 11 min }
      ]
      injections = [
        { do = delay, on = NODE1, network = lan, delay = 30 ms, at = 20 s, for = 20 s, must-touch = true }
        { do = loss, on = NODE2, network = san, loss = 5 %, at = 50 s, for = 20 s, must-touch = true }
        { do = live-migrate, on = MAIL1, to = NODE3, at = 60 s, must-touch = true }
        { do = bandwidth, on = NODE1, network = backup, bits-per-second = 500 Mbit/s, at = 70 s, for = 10 s, must-touch = true }
        { do = partition, on = NODE2, network = lan, direction = in, at = 3 min, for = 30 s, must-touch = true }
        { do = flap, on = NODE1, network = lan, period = 500 ms, at = 5 min, for = 10 s, must-touch = true }
        { do = hang-machine, on = NODE3, at = 6 min, for = 30 s, must-touch = true }
        { do = kill-machine, on = BACKUP, when = "job.transfer of copy", for = 1 min }
        { do = kill-machine, on = NODE2, at = 12 min }
        { do = restart-machine, on = NODE2, at = 12.5 min, must-touch = true }
      ]
      """;

  @TempDir private Path folder;

  @Test
  void theyDoNotDependOnTheNumberOfProcesses() throws Exception {
    Path scenario = Files.writeString(folder.resolve("faults.conf"), SCENARIO);
    Path one = run(scenario, "1");
    Path three = run(scenario, "3");
    for (String file : List.of(EventFile.NAME, CounterFile.NAME, LatencyFile.NAME)) {
      assertThat(Files.mismatch(one.resolve(file), three.resolve(file))).as(file).isEqualTo(-1);
    }
    assertThat(Command.run("replay", three.toString()).exitCode()).isEqualTo(ExitCode.OK);
    JsonNode summary = new ObjectMapper().readTree(three.resolve(RunFolder.SUMMARY).toFile());
    assertThat(summary.get("migrations")).hasSize(1);
    assertThat(Files.readAllLines(three.resolve(EventFile.NAME)))
        .filteredOn(line -> line.contains("NODE2 has joined the cluster again"))
        .as("behind the partition, and when it has been switched on")
        .hasSize(2);
  }

  private Path run(Path scenario, String processes) throws Exception {
    return Command.runInto(
        folder.resolve(processes), scenario.toString(), "--topology", "small", "--jvms", processes);
  }
}

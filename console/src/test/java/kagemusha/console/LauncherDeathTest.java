package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kagemusha.node.RunPlan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the launcher ends, no process of a machine is left. */
@Tag("multijvm")
class LauncherDeathTest {
  /**
   * Exit code of a JVM that shuts down on SIGTERM. SIGINT takes the same way, but is ignored by
   * what a shell has started in the background, such as this test on some build servers.
   */
  private static final int TERMINATED = 143;

  private static final int PROCESSES = 2;

  @TempDir Path runs;

  private ProcessBuilder launcher(String output) {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run",
            "baseline",
            "--pace",
            "10x",
            "--jvms",
            Integer.toString(PROCESSES),
            "--runs",
            runs.resolve("runs").toString())
        .redirectErrorStream(true)
        .redirectOutput(new File(runs.toFile(), output));
  }

  @Test
  void aMachineThatCannotStartEndsItAtOnce() throws Exception {
    ProcessBuilder builder = launcher("start.out");
    builder.environment().put("KAGEMUSHA_NODE_OPTS", "-XX:+Bogus");
    Process launcher = builder.start();
    try {
      assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String said = Files.readString(runs.resolve("start.out"));
      assertThat(launcher.exitValue()).as(said).isEqualTo(ExitCode.NOT_STARTED);
      assertThat(said)
          .contains("could not be started: its process ended with exit code 1")
          .doesNotContain("Interrupted");
      Path folder = Command.onlyFolder(runs.resolve("runs"));
      assertThat(RunPlan.read(folder).outcome()).startsWith("not started: ");
    } finally {
      launcher.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "TERM"})
  void noProcessIsLeft(String signal) throws Exception {
    Process launcher = launcher(signal + ".out").start();
    try {
      await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> Command.machineProcesses(launcher.toHandle()).size() == PROCESSES);
      await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> Files.readString(runs.resolve(signal + ".out")).contains("machines are up"));
      List<ProcessHandle> machines = Command.machineProcesses(launcher.toHandle());
      new ProcessBuilder("kill", "-" + signal, Long.toString(launcher.pid())).start().waitFor();
      assertThat(launcher.waitFor(30, TimeUnit.SECONDS))
          .as("ended; it said: " + Files.readString(runs.resolve(signal + ".out")))
          .isTrue();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> machines.stream().noneMatch(ProcessHandle::isAlive));
      if (signal.equals("TERM")) {
        assertThat(launcher.exitValue()).isEqualTo(TERMINATED);
        assertThat(Files.readString(runs.resolve(signal + ".out")))
            .containsOnlyOnce("Interrupted at");
        Path folder = Command.onlyFolder(runs.resolve("runs"));
        assertThat(RunPlan.read(folder).outcome()).isEqualTo("interrupted");
        assertThat(folder.resolve(ControlPoint.FILE)).as("takes orders").doesNotExist();
      }
    } finally {
      launcher.destroyForcibly();
    }
  }
}

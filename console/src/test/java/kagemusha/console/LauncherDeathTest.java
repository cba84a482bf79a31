package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the launcher ends, no process of a machine is left. */
@Tag("multijvm")
class LauncherDeathTest {
  @TempDir Path runs;

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "INT"})
  void noProcessIsLeft(String signal) throws Exception {
    Process launcher =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "baseline",
                "--pace",
                "10x",
                "--runs",
                runs.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(runs.toFile(), signal + ".out"))
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Command.machineProcesses(launcher.toHandle()).size() == 5);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  java.nio.file.Files.readString(runs.resolve(signal + ".out"))
                      .contains("machines are up"));
      List<ProcessHandle> machines = Command.machineProcesses(launcher.toHandle());
      new ProcessBuilder("kill", "-" + signal, Long.toString(launcher.pid())).start().waitFor();
      assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> machines.stream().noneMatch(ProcessHandle::isAlive));
      if (signal.equals("INT")) {
        assertThat(launcher.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(java.nio.file.Files.readString(runs.resolve(signal + ".out")))
            .contains("Interrupted at");
      }
    } finally {
      launcher.destroyForcibly();
    }
  }
}

package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not proven fails the run. */
class ContentReportTest {
  @TempDir private Path folder;

  private ContentReport of(EventRecord... events) throws Exception {
    VirtualClock clock = new VirtualClock(LocalDateTime.parse("2010-11-01T09:00"));
    try (EventFile file = new EventFile(folder, clock)) {
      for (EventRecord event : events) {
        file.write(event);
      }
    }
    return ContentReport.read(folder);
  }

  private static EventRecord event(String source, int id, Level level, String text) {
    return new EventRecord(60_000_000_000L, "DPMSV", source, id, level, text, "replica");
  }

  private static String printed(ContentReport report) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    report.print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aRunWithoutBackupsSaysNothing() throws Exception {
    assertThat(ContentReport.read(folder).good()).isTrue();
    ContentReport report = of(event("volsnap", 9129, Level.ERROR, "not DPM's"));
    assertThat(report.good()).isTrue();
    assertThat(printed(report)).isEmpty();
  }

  @Test
  void proofsAreCountedAndFailuresNamed() throws Exception {
    ContentReport report =
        of(
            event("DPM", 9111, Level.INFORMATION, "agrees"),
            event("DPM", 9111, Level.INFORMATION, "agrees"),
            event("DPM", 9123, Level.INFORMATION, "agrees"),
            event("DPM", 9127, Level.ERROR, "a job that fails is no matter of content"),
            event("DPM", 9128, Level.INFORMATION, "Dirty Shutdown"),
            event("DPM", 9128, Level.ERROR, "inconsistent"),
            event("DPM", 9129, Level.ERROR, "differs"));
    assertThat(report.good()).isFalse();
    assertThat(printed(report))
        .contains(
            "2 disks of replicas, 1 recovery points and 0 restored disks agree in every block, 1"
                + " checks of databases are well; 2 failures",
            "FAILED 2010-11-01T09:01:00.000000000 inconsistent",
            "FAILED 2010-11-01T09:01:00.000000000 differs");
  }

  /** The command as a whole: a replica of a snapshot that was not reverted. */
  @Test
  void aRunWhoseRecoveryPointIsInconsistentFails() throws Exception {
    String small = ScenarioText.resource("topologies/small");
    Path topology = folder.resolve("unreverted.conf");
    Files.writeString(
        topology,
        small
            .replace("revert = true ", "revert = false ")
            .replace("log-writes-per-user-second = 0.0468", "log-writes-per-user-second = 0.5"));
    Command.Result result =
        Command.run(
            "run",
            ShortScenario.FILE.toString(),
            "--topology",
            topology.toString(),
            "--hours",
            "0.12",
            "--jvms",
            "1",
            "--runs",
            folder.resolve("runs").toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err())
        .contains("The content of 1 backups or restores is not right, first: ")
        .contains("Database of MAIL1 in recovery point MAIL1@replica: inconsistent, not what the");
    assertThat(result.out()).contains("1 recovery points", "; 1 failures");
  }
}

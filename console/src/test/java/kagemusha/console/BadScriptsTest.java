package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mistakes in what a script wants done are told before anything runs; what only the run can tell is
 * told after it. Both with file and line.
 */
class BadScriptsTest {
  @TempDir Path folder;

  private Path script(String injection, String... more) throws IOException {
    return Files.writeString(
        folder.resolve("bad.conf"),
        """
        title = "bad"
        topology = chaos
        start = "2010-11-01T09:00"
        length = 4 min, quantum = 500 ms
        steady-state { skip-head = 0 s, skip-tail = 0 s }
        jobs = [ { name = copy, kind = replica-creation, method = network, vms = [GUEST1], at = 5 s } ]
        injections = [
          { %s }
        ]
        """
                .formatted(injection)
            + String.join("\n", more));
  }

  private Command.Result chaos(Path script) {
    return Command.run("chaos", script.toString(), "--runs", folder.resolve("runs").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          do = explode, on = GUEST1, at = 1 s              | do: found 'explode'
          do = pause, on = GUEST9, at = 1 s                | on: found 'GUEST9'; there is no such VM
          do = pause, on = GUEST1, when = vss.freezing     | when: found 'vss.freezing'; there is no such phase
          do = pause, on = GUEST1, when = "vss.freeze of GUEST2" | which never comes: no job protects GUEST2
          do = pause, on = GUEST1, when = pair.split       | which never comes: no job of this kind
          do = pause, on = GUEST1, at = 5 min              | at: found 5 min; allowed: before the end
          do = kill-machine, on = HYPR2, real = true, at = 1 s, for = 3 s | for: found it beside real
          do = pause, on = GUEST1, real = true, at = 1 s   | real: found beside pause
          """)
  void aMistakeIsToldBeforeTheRun(String injection, String complaint) throws Exception {
    Path script = script(injection);
    Path runs = folder.resolve("runs");
    for (Command.Result result :
        new Command.Result[] {
          chaos(script),
          Command.run("run", script.toString(), "--topology", "chaos", "--runs", runs.toString())
        }) {
      assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err().trim()).matches("[^\\n]*bad\\.conf:8: injections\\[0\\]\\.[^\\n]*");
      assertThat(result.err()).contains(complaint);
    }
    assertThat(runs).doesNotExist();
  }

  /** The run's processes are those of the machines; a script in one process has none to kill. */
  @Test
  void aProcessCanBeKilledOnlyWhereThereIsOne() throws Exception {
    Path script = script("do = kill-machine, on = HYPR2, real = true, at = 1 s");
    Command.Result result = chaos(script);
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("bad.conf:8: real: found true", "allowed: with --jvms");
  }

  /** A phase that jobs can pass through, but none does. */
  @Test
  void aWindowThatNeverOpensIsReported() throws Exception {
    String injection = "do = pause, on = GUEST1, when = vss.failed";
    Command.Result noted = chaos(script(injection));
    assertThat(noted.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(noted.out()).contains("PASS  bad", "note: bad.conf:8: pause on GUEST1 NEVER CAME");
    Command.Result failed = chaos(script(injection + ", must-touch = true"));
    assertThat(failed.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(failed.out()).contains("FAIL  bad", "      bad.conf:8: pause on GUEST1 NEVER CAME");
  }

  @Test
  void verdictsCanBeReadByMachines() throws Exception {
    Path script = script("do = resume, on = GUEST1, at = 1 s");
    Command.Result result =
        Command.run("chaos", "--json", script.toString(), "--runs", folder.toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).startsWith("[").contains("\"passed\" : true", "TOUCHED NOTHING");
    assertThat(result.err()).contains("PASS  bad");
  }
}

package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same seed gives the same bytes on one process, two and five; another seed does not. */
@Tag("multijvm")
class SameBytesTest {
  @TempDir Path folder;

  @Test
  void aRunDoesNotDependOnTheNumberOfProcesses() throws Exception {
    Path one = run("one", "1", "7");
    Path two = run("two", "2", "7");
    Path five = run("five", "5", "7");
    assertSame(one, two);
    assertSame(one, five);
    assertThat(new CounterTable(one).rows()).isEqualTo(18);

    Path other = Files.createDirectory(folder.resolve("other"));
    OneThread.run(request(8), other);
    Command.Result compared = Command.run("compare", one.toString(), other.toString());
    assertThat(compared.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(compared.out())
        .contains("counters.csv")
        .contains("differs at line 2")
        .contains("column");
  }

  private static RunRequest request(long seed) throws Exception {
    return RunRequest.of(
        "baseline",
        "paper",
        seed,
        Optional.of(1),
        Optional.of(0.05),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Path run(String name, String processes, String seed) throws Exception {
    return Command.runInto(
        folder.resolve(name), "baseline", "--hours", "0.05", "--jvms", processes, "--seed", seed);
  }

  private static void assertSame(Path one, Path other) throws Exception {
    assertThat(Files.mismatch(one.resolve(CounterFile.NAME), other.resolve(CounterFile.NAME)))
        .isEqualTo(-1);
    assertThat(Files.mismatch(one.resolve(EventFile.NAME), other.resolve(EventFile.NAME)))
        .isEqualTo(-1);
    Command.Result compared = Command.run("compare", one.toString(), other.toString());
    assertThat(compared.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(compared.out())
        .contains("events.jsonl  identical", "counters.csv  identical", "latencies.csv identical");
  }
}

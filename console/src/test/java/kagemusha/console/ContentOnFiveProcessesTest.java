package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Backup and restore are proven block by block with any seed, with the same bytes in one thread and
 * on five processes. Two seeds by default; {@code -Dkagemusha.seeds=20} takes twenty.
 */
@Tag("multijvm")
class ContentOnFiveProcessesTest {
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  @TempDir private Path folder;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("kagemusha.seeds", 2));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void allIsProvenWithTheSameBytes(long seed) throws Exception {
    String[] arguments = {"--jvms", "5", "--seed", Long.toString(seed), "--quantum", "1s"};
    Path processes = ShortScenario.run(folder.resolve("runs"), arguments);
    Path bare = Files.createDirectory(folder.resolve("bare"));
    BareRun.of(processes, bare, NOWHERE);
    for (String file : new String[] {EventFile.NAME, CounterFile.NAME}) {
      assertThat(processes.resolve(file)).hasSameBinaryContentAs(bare.resolve(file));
    }
    assertThat(ContentReport.read(processes).good()).isTrue();
    assertThat(ShortScenario.count(processes, 9112, "INFORMATION")).as("jobs").isEqualTo(3);
    assertThat(ShortScenario.count(processes, 9123, "INFORMATION")).as("points").isEqualTo(2);
    assertThat(ShortScenario.count(processes, 9126, "INFORMATION")).as("restored").isEqualTo(3);
    assertThat(ShortScenario.count(processes, 9128, "INFORMATION")).as("databases").isEqualTo(3);
  }
}

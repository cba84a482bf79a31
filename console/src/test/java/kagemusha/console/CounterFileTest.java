package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import kagemusha.kernel.machine.CounterColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CounterFileTest {
  /** A launcher that is killed leaves everything behind that was committed. */
  @Test
  void aRowIsInTheFileAsSoonAsItIsWritten(@TempDir Path folder) throws Exception {
    VirtualClock clock = new VirtualClock(LocalDateTime.of(2010, 11, 1, 9, 0));
    try (CounterFile file =
        new CounterFile(folder, clock, List.of(List.of(new CounterColumn("c", 10))))) {
      file.write(10_000_000_000L, new double[] {1.5});
      assertThat(folder.resolve(CounterFile.NAME)).content().hasLineCount(2).endsWith("1.5\n");
    }
  }
}

package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.SampleRow;
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

  @Test
  void whatMovesBetweenMachinesKeepsItsColumn(@TempDir Path folder) throws Exception {
    VirtualClock clock = new VirtualClock(LocalDateTime.of(2010, 11, 1, 9, 0));
    CounterColumn guest = new CounterColumn("GUEST1", 10);
    List<List<CounterColumn>> machines =
        List.of(
            List.of(new CounterColumn("HYPR1", 10), guest),
            List.of(new CounterColumn("HYPR2", 10), guest));
    try (CounterFile file = new CounterFile(folder, clock, machines)) {
      assertThat(file.columns())
          .extracting(CounterColumn::name)
          .containsExactly("HYPR1", "GUEST1", "HYPR2");
      SampleRow first = new SampleRow(10, new double[] {1, 2});
      SampleRow second = new SampleRow(10, new double[] {3, Double.NaN});
      assertThat(file.rows(List.of(List.of(first), List.of(second))).get(10L))
          .containsExactly(1, 2, 3);
      first = new SampleRow(20, new double[] {1, Double.NaN});
      second = new SampleRow(20, new double[] {3, 4});
      assertThat(file.rows(List.of(List.of(first), List.of(second))).get(20L))
          .containsExactly(1, 4, 3);
    }
  }
}

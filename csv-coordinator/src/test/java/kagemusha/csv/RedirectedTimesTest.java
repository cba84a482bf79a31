package kagemusha.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.counter.Statistic;
import org.junit.jupiter.api.Test;

class RedirectedTimesTest {
  private static final long SECOND = 1_000_000_000L;

  private final RedirectedTimes times = new RedirectedTimes();

  private List<Statistic> summary() {
    List<Statistic> list = new ArrayList<>();
    times.summarise("HYPR1/LOG", list::add);
    return list;
  }

  private static Statistic statistic(int number, String name, double value) {
    return new Statistic("redirected volume", "HYPR1/LOG/" + number, name, value);
  }

  @Test
  void eachTimeHasStartEndAndItsLengthWithoutPadding() {
    times.now(false, SECOND, 0);
    assertThat(summary()).isEmpty();
    times.now(true, 10 * SECOND, SECOND);
    times.now(true, 11 * SECOND, SECOND);
    times.now(false, 75 * SECOND, 5 * SECOND);
    times.now(true, 100 * SECOND, 0);
    assertThat(summary())
        .containsExactly(
            statistic(1, "start", 10),
            statistic(1, "end", 75),
            statistic(1, "seconds", 61),
            statistic(2, "start", 100));
  }
}

package kagemusha.array.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import kagemusha.config.ArraySpec.DriveSpec;
import kagemusha.kernel.random.RandomStream;
import org.junit.jupiter.api.Test;

class DriveModelTest {
  private static final DriveSpec DRIVE =
      new DriveSpec(
          "15k",
          100_000_000_000L,
          15_000,
          Duration.ofNanos(500_000),
          Duration.ofNanos(8_500_000),
          Duration.ofNanos(400_000),
          100_000_000);

  private final DriveModel model = new DriveModel(DRIVE, RandomStream.of(1, "x", "rotation"));

  @Test
  void aSequentialContinuationIsOnlyTransferred() {
    assertThat(model.nanos(0, 1_000_000, false)).isEqualTo(10_000_000);
    assertThat(model.nanos(1_000_000, 1_000_000, false)).isEqualTo(10_000_000);
    assertThat(model.nanos(2_000_000, 1_000_000, true)).isEqualTo(10_400_000);
  }

  @Test
  void seekGrowsWithTheRootOfTheDistanceAndRotationIsUniformOverATurn() {
    double sum = 0;
    int rounds = 20_000;
    for (int i = 0; i < rounds; i++) {
      long nanos = model.nanos(i % 2 == 0 ? 25_000_000_000L : 0, 0, false);
      assertThat(nanos).isBetween(4_500_000L, 8_500_000L);
      sum += nanos;
    }
    // A quarter of the stroke costs half of the span: 0.5 + 8.0 / 2 ms, and half a turn 2 ms.
    assertThat(sum / rounds).isCloseTo(6_500_000, within(30_000.0));
  }
}

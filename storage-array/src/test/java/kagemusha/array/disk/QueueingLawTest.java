package kagemusha.array.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import kagemusha.kernel.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mean waiting times against the formula of Pollaczek and Khinchine. */
class QueueingLawTest {
  private static final double MEAN_SERVICE_NANOS = 5.8e6;
  private static final int SAMPLES = 3_000_000;

  /** A distribution of service times with its squared coefficient of variation. */
  enum Service {
    EXPONENTIAL(1),
    DETERMINISTIC(0),
    UNIFORM(1.0 / 3),
    TWO_POINT(0.64);

    final double variation;

    Service(double variation) {
      this.variation = variation;
    }

    double draw(RandomStream random) {
      return switch (this) {
        case EXPONENTIAL -> random.exponential(MEAN_SERVICE_NANOS);
        case DETERMINISTIC -> MEAN_SERVICE_NANOS;
        case UNIFORM -> 2 * MEAN_SERVICE_NANOS * random.uniform();
        case TWO_POINT -> MEAN_SERVICE_NANOS * (random.chance(0.5) ? 0.2 : 1.8);
      };
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EXPONENTIAL, 0.3",
    "EXPONENTIAL, 0.5",
    "EXPONENTIAL, 0.8",
    "DETERMINISTIC, 0.3",
    "DETERMINISTIC, 0.8",
    "UNIFORM, 0.5",
    "UNIFORM, 0.8",
    "TWO_POINT, 0.5",
    "TWO_POINT, 0.8"
  })
  void aSpindleWaitsAsTheoryHasIt(Service service, double utilisation) {
    RandomStream arrivals = RandomStream.of(7, "law", "arrivals");
    RandomStream services = RandomStream.of(7, "law", "services");
    Spindle spindle = new Spindle("RG0.0");
    spindle.start((offset, bytes, write) -> (long) service.draw(services));
    double gap = MEAN_SERVICE_NANOS / utilisation;
    double now = 0;
    double residence = 0;
    for (int i = 0; i < SAMPLES; i++) {
      now += arrivals.exponential(gap);
      residence += spindle.submit((long) now, 0, 0, false) - (long) now;
    }

    double waiting =
        utilisation * MEAN_SERVICE_NANOS * (1 + service.variation) / (2 * (1 - utilisation));
    assertThat(residence / SAMPLES - MEAN_SERVICE_NANOS).isCloseTo(waiting, withinPercentage(3));
    FcfsServer server = spindle.server();
    assertThat(server.busyNanos((long) now) / now).isCloseTo(utilisation, withinPercentage(1));
    assertThat(server.queueNanos((long) now) / now)
        .as("Little's law")
        .isCloseTo((waiting + MEAN_SERVICE_NANOS) / gap, withinPercentage(3));
  }
}

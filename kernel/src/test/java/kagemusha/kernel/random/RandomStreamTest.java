package kagemusha.kernel.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  private static final int DRAWS = 200_000;

  private static RandomStream pages() {
    return RandomStream.of(7, "GUEST1", "pages");
  }

  /** If one of these changes, no recorded run can be repeated. */
  @Test
  void drawsWhatItHasAlwaysDrawn() {
    RandomStream whole = pages();
    assertThat(LongStream.range(0, 4).map(i -> whole.below(1_000_000_007L)))
        .containsExactly(142801393L, 91198997L, 514926836L, 396338348L);
    RandomStream unit = pages();
    assertThat(new double[] {unit.uniform(), unit.uniform(), unit.uniform()})
        .containsExactly(0x1.24750e6b87c4p-3, 0x1.758d146f1dcap-4, 0x1.07a47d67e7b03p-1);
    RandomStream gaps = pages();
    assertThat(LongStream.range(0, 3).map(i -> gaps.exponentialNanos(1e9)))
        .containsExactly(154085639L, 95629127L, 723455539L);
    RandomStream counts = pages();
    assertThat(IntStream.range(0, 8).map(i -> counts.poisson(2.5)))
        .containsExactly(1, 2, 4, 2, 3, 2, 3, 3);
  }

  @Property(tries = 50)
  void goesOnWhereItWas(@ForAll long seed, @ForAll @LongRange(min = 0, max = 50) long draws) {
    RandomStream stream = RandomStream.of(seed, "GUEST1", "pages");
    LongStream.range(0, draws).forEach(i -> stream.uniform());
    RandomStream resumed = RandomStream.resumed(stream.state());
    assertThat(LongStream.range(0, 5).map(i -> resumed.below(1L << 60)).toArray())
        .isEqualTo(LongStream.range(0, 5).map(i -> stream.below(1L << 60)).toArray());
  }

  @Test
  void meetsItsMeans() {
    RandomStream stream = pages();
    double exponential = 0;
    double poisson = 0;
    double squares = 0;
    double around = 0;
    for (int i = 0; i < DRAWS; i++) {
      exponential += stream.exponential(4);
      int count = stream.poisson(3);
      poisson += count;
      squares += (double) count * count;
      around += stream.around(2.3);
    }
    assertThat(exponential / DRAWS).isCloseTo(4, within(0.04));
    assertThat(poisson / DRAWS).isCloseTo(3, within(0.02));
    assertThat(squares / DRAWS - 9).as("variance of Poisson").isCloseTo(3, within(0.1));
    assertThat(around / DRAWS).isCloseTo(2.3, within(0.01));
  }

  /** Beyond some 745 the exponential of the mean is zero. */
  @Test
  void aLargePoissonMeanIsMetToo() {
    RandomStream stream = pages();
    int draws = 2_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; i++) {
      int count = stream.poisson(3_000);
      sum += count;
      squares += (double) count * count;
    }
    double mean = sum / draws;
    assertThat(mean).isCloseTo(3_000, within(5.0));
    assertThat(squares / draws - mean * mean).as("variance").isCloseTo(3_000, within(400.0));
  }

  @Test
  void namesSeedsAndPurposesDoNotShareAStream() {
    long first = pages().below(Long.MAX_VALUE / 2);
    assertThat(RandomStream.of(8, "GUEST1", "pages").below(Long.MAX_VALUE / 2)).isNotEqualTo(first);
    assertThat(RandomStream.of(7, "GUEST2", "pages").below(Long.MAX_VALUE / 2)).isNotEqualTo(first);
    assertThat(RandomStream.of(7, "GUEST1", "times").below(Long.MAX_VALUE / 2)).isNotEqualTo(first);
    assertThat(RandomStream.of(7, "GUEST1p", "ages").below(Long.MAX_VALUE / 2)).isNotEqualTo(first);
    assertThat(pages().below(Long.MAX_VALUE / 2)).isEqualTo(first);
  }

  /** Neighbouring entities must not be each other's shadow. */
  @Test
  void streamsOfNeighboursAreNotCorrelated() {
    RandomStream one = RandomStream.of(7, "GUEST1", "pages");
    RandomStream other = RandomStream.of(7, "GUEST2", "pages");
    double product = 0;
    for (int i = 0; i < DRAWS; i++) {
      product += (one.uniform() - 0.5) * (other.uniform() - 0.5);
    }
    assertThat(12 * product / DRAWS).isCloseTo(0, within(0.01));
  }

  @Property(tries = 200)
  void staysInItsRange(@ForAll long seed, @ForAll @LongRange(min = 1, max = 1L << 40) long bound) {
    RandomStream stream = RandomStream.of(seed, "e", "p");
    for (int i = 0; i < 20; i++) {
      assertThat(stream.below(bound)).isBetween(0L, bound - 1);
      assertThat(stream.uniform()).isGreaterThanOrEqualTo(0).isLessThan(1);
      assertThat(stream.exponentialNanos(1e6)).isNotNegative();
    }
  }

  @Test
  void certaintiesAreCertain() {
    RandomStream stream = pages();
    for (int i = 0; i < 1000; i++) {
      assertThat(stream.chance(1)).isTrue();
      assertThat(stream.chance(0)).isFalse();
      assertThat(stream.around(5)).isEqualTo(5);
    }
  }
}

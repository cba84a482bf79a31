package kagemusha.kernel.random;

import java.nio.charset.StandardCharsets;

/**
 * A named stream of random numbers. The seed of a stream follows from the run's seed, the entity
 * and the purpose, so that one more draw in one place changes nothing elsewhere. The generator is
 * SplitMix64, as in the JDK's {@link java.util.SplittableRandom}; its whole state is one number, so
 * that a stream can move to another machine in the middle. What is derived from it uses integers
 * and {@link StrictMath}, so that every platform draws the same.
 */
public final class RandomStream {
  private static final double UNIT = 0x1.0p-53;

  /** Above a mean of some 745 the probability of a zero is no longer a number of its own. */
  private static final double LARGEST_POISSON_PART = 500;

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  private RandomStream(long state) {
    this.state = state;
  }

  /** A stream that goes on where another one was when it told its {@link #state}. */
  public static RandomStream resumed(long state) {
    return new RandomStream(state);
  }

  /** All that the stream is. */
  public long state() {
    return state;
  }

  private long next() {
    state += GOLDEN_GAMMA;
    long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /** The stream of one entity for one purpose. */
  public static RandomStream of(long runSeed, String entity, String purpose) {
    long hash = 0xcbf29ce484222325L ^ runSeed;
    for (byte b : (entity + '\u0000' + purpose).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ b) * 0x100000001b3L;
    }
    return new RandomStream(hash);
  }

  /** Uniform in [0, 1). */
  public double uniform() {
    return (next() >>> 11) * UNIT;
  }

  /** Uniform in [0, bound); bound at least 1. */
  public long below(long bound) {
    return Math.multiplyHigh(next() >>> 1, bound << 1);
  }

  /** True with the given probability. */
  public boolean chance(double probability) {
    return uniform() < probability;
  }

  /** Exponentially distributed with the given mean. */
  public double exponential(double mean) {
    return -mean * StrictMath.log(1 - uniform());
  }

  /** Exponentially distributed nanoseconds with the given mean. */
  public long exponentialNanos(double meanNanos) {
    return (long) exponential(meanNanos);
  }

  /** The whole number below or above {@code mean}, at random so that the mean is met. */
  public int around(double mean) {
    int floor = (int) mean;
    return floor + (chance(mean - floor) ? 1 : 0);
  }

  /** Poisson distributed with the given mean; the time it takes grows with the mean. */
  public int poisson(double mean) {
    int count = 0;
    double left = mean;
    for (; left > LARGEST_POISSON_PART; left -= LARGEST_POISSON_PART) {
      count += poissonPart(LARGEST_POISSON_PART);
    }
    return count + poissonPart(left);
  }

  private int poissonPart(double mean) {
    double limit = StrictMath.exp(-mean);
    double product = uniform();
    int count = 0;
    while (product > limit) {
      product *= uniform();
      count++;
    }
    return count;
  }
}

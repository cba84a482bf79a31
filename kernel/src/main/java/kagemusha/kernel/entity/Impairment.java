package kagemusha.kernel.entity;

/**
 * What is wrong with a network in one direction between two machines. What may break: a {@link
 * Datagram} vanishes, everything else is late, because its transport repeats it. What may not: the
 * order between two entities, and nothing comes twice.
 *
 * @param cut nothing gets through
 * @param loss probability that something which is sent does not arrive, below 1
 * @param delayNanos what the way takes more
 * @param bitsPerSecond the most that gets through, 0 for as much as the adapter sends
 * @param badNanos for how long it is so, before it is well for {@code goodNanos}, in turns; 0 for
 *     always
 */
public record Impairment(
    boolean cut, double loss, long delayNanos, long bitsPerSecond, long badNanos, long goodNanos) {
  public Impairment {
    if (!(loss >= 0 && loss < 1) || delayNanos < 0 || bitsPerSecond < 0) {
      throw new IllegalArgumentException(
          "loss %s, delay %d ns, %d bit/s: not an impairment"
              .formatted(loss, delayNanos, bitsPerSecond));
    }
    if (badNanos < 0 || badNanos > 0 != goodNanos > 0) {
      throw new IllegalArgumentException(
          "%d ns bad and %d ns good: not a flapping link".formatted(badNanos, goodNanos));
    }
  }

  public static Impairment ofCut() {
    return new Impairment(true, 0, 0, 0, 0, 0);
  }

  public static Impairment ofLoss(double probability) {
    return new Impairment(false, probability, 0, 0, 0, 0);
  }

  public static Impairment ofDelay(long delayNanos) {
    return new Impairment(false, 0, delayNanos, 0, 0, 0);
  }

  public static Impairment ofBandwidth(long bitsPerSecond) {
    return new Impairment(false, 0, 0, bitsPerSecond, 0, 0);
  }

  /** The same in turns: so long as described, so long well. */
  public Impairment flapping(long bad, long good) {
    return new Impairment(cut, loss, delayNanos, bitsPerSecond, bad, good);
  }
}

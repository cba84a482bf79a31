package kagemusha.array.pair;

/** What the journal keeps of a pair: every change of its state. */
public sealed interface PairEvent {
  /**
   * A copy has begun.
   *
   * @param back whether it goes from the secondary to the primary volume
   */
  record CopyBegan(String pair, boolean back) implements PairEvent {}

  /** The volumes are equal and are kept so. */
  record Paired(String pair) implements PairEvent {}

  /**
   * The pair is split; the image is the name of the secondary volume's content.
   *
   * @param pending whether it is still being copied
   */
  record WasSplit(String pair, String image, boolean pending) implements PairEvent {
    /** A split volume that holds all of its image. */
    public WasSplit(String pair, String image) {
      this(pair, image, /* pending= */ false);
    }
  }

  /** An error, or an operator, has suspended the pair. */
  record WasSuspended(String pair, String why) implements PairEvent {}

  /** There is no pair any more. */
  record WasDeleted(String pair) implements PairEvent {}
}

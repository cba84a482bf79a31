package kagemusha.array;

import java.util.Optional;
import kagemusha.array.pair.PairCopier;

/** Whom an LU tells of its writes: the ShadowImage pair that it belongs to, if there is one. */
final class WriteWatch {
  private Optional<PairCopier> pair = Optional.empty();
  private boolean isPrimary;

  /** Tells a pair from now on, of its primary volume or of its secondary one. */
  void tell(PairCopier copier, boolean primary) {
    pair = Optional.of(copier);
    isPrimary = primary;
  }

  /** Whether a write has to wait for a track that is copied before it; see the pair. */
  boolean savesFirst(long nowNanos, int write, long firstBlock, int blocks) {
    return pair.isPresent()
        && !(isPrimary && pair.get().holdsBack())
        && pair.get().savesFirst(nowNanos, write, firstBlock, blocks);
  }

  void written(long nowNanos, long firstBlock, int blocks) {
    if (pair.isPresent()) {
      pair.get().written(nowNanos, firstBlock, blocks);
    }
  }
}

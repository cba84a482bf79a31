package kagemusha.array;

import java.util.Optional;
import kagemusha.array.pair.PairCopier;

/** Whom an LU tells of its writes: the ShadowImage pair that it belongs to, if there is one. */
final class WriteWatch {
  private Optional<PairCopier> pair = Optional.empty();

  void tell(PairCopier copier) {
    pair = Optional.of(copier);
  }

  /** Whether a write has to wait for a track that is copied before it; see the pair. */
  boolean savesFirst(long nowNanos, int write, long firstBlock, int blocks) {
    return pair.isPresent() && pair.get().savesFirst(nowNanos, write, firstBlock, blocks);
  }

  void written(long nowNanos, long firstBlock, int blocks) {
    if (pair.isPresent()) {
      pair.get().written(nowNanos, firstBlock, blocks);
    }
  }
}

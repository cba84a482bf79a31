package kagemusha.array.pair;

import kagemusha.array.protocol.PairStatus;
import kagemusha.kernel.entity.EntityId;

/** State of a ShadowImage pair; the transitions are in the package's chapter. */
public sealed interface PairState {
  /** What the array's command line shows. */
  PairStatus status();

  /** Name under which the secondary volume can be read; empty if it is not split. */
  default String image() {
    return "";
  }

  /** Somebody is told what becomes of it. */
  sealed interface Asked extends PairState {
    EntityId asker();
  }

  /** No pair. */
  record Simplex() implements PairState {
    @Override
    public PairStatus status() {
      return PairStatus.SMPL;
    }
  }

  /** What differs is copied to the secondary volume; the asker is told at the end. */
  record Copying(EntityId asker) implements Asked {
    @Override
    public PairStatus status() {
      return PairStatus.COPY;
    }
  }

  /** In step by a quick resynchronization: what differs is copied while the pair is used. */
  record CatchingUp() implements PairState {
    @Override
    public PairStatus status() {
      return PairStatus.PAIR;
    }
  }

  /** Writes are copied on. */
  record Mirroring() implements PairState {
    @Override
    public PairStatus status() {
      return PairStatus.PAIR;
    }
  }

  /** The split has been ordered and waits for the last writes to be copied. */
  record Splitting(EntityId asker) implements Asked {
    @Override
    public PairStatus status() {
      return PairStatus.PAIR;
    }
  }

  /**
   * Split quickly ("V-Split"): the image can be read and is still being copied. Who has asked for
   * it is told if it is lost.
   */
  record Filling(String image, EntityId asker) implements Asked {
    @Override
    public PairStatus status() {
      return PairStatus.PSUS;
    }
  }

  /** Split. */
  record Split(String image) implements PairState {
    @Override
    public PairStatus status() {
      return PairStatus.PSUS;
    }
  }

  /** What differs is copied back to the primary volume; the asker is told at the end. */
  record Restoring(EntityId asker) implements Asked {
    @Override
    public PairStatus status() {
      return PairStatus.RCPY;
    }
  }

  /** Suspended by an error. */
  record Suspended() implements PairState {
    @Override
    public PairStatus status() {
      return PairStatus.PSUE;
    }
  }
}

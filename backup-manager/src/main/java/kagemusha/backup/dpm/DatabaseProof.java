package kagemusha.backup.dpm;

import java.util.Map;
import java.util.Optional;
import kagemusha.config.Topology.VhdRole;
import kagemusha.load.store.StoreDocument;

/** Looks at the mail database in a recovery point, as the store would find it after a restore. */
public interface DatabaseProof {
  /**
   * What was found.
   *
   * @param sound false if the database cannot be recovered
   */
  record Verdict(boolean sound, String text) {}

  /** The blocks of one disk; they count from its start. */
  interface Blocks {
    int version(long block);

    /** Walks over the blocks that are not zero, in order. */
    void forEachNonZero(Visitor visitor);
  }

  /** What walks over blocks. */
  interface Visitor {
    void block(long block, int version);
  }

  /**
   * @param document what the store's writer noted when the snapshot was taken
   */
  Verdict check(String vm, Map<VhdRole, Blocks> disks, Optional<StoreDocument> document);
}

package kagemusha.backup.dpm;

import java.util.Map;
import java.util.Optional;
import kagemusha.config.Topology.VhdRole;
import kagemusha.load.store.StoreDocument;
import kagemusha.load.store.WrittenBlocks;

/** Looks at the mail database in a copy of a VM's disks, as the store would find it. */
public interface DatabaseProof {
  /**
   * What was found.
   *
   * @param sound false if the database cannot be recovered, or not to the moment of its freeze
   */
  record Verdict(boolean sound, String text) {}

  /**
   * @param document what the store's writer noted when the snapshot was taken
   */
  Verdict check(Map<VhdRole, ? extends WrittenBlocks> disks, Optional<StoreDocument> document);
}

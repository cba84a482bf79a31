package kagemusha.backup.dpm;

import java.util.Map;
import java.util.Optional;
import kagemusha.config.MailSpec;
import kagemusha.config.Topology.VhdRole;
import kagemusha.load.store.DatabaseCheck;
import kagemusha.load.store.StoreDocument;
import kagemusha.load.store.WrittenBlocks;

/** Asks the mail store's own check, and words its answer as {@code eseutil} would. */
public final class StoreProof implements DatabaseProof {
  private static final WrittenBlocks NONE = WrittenBlocks.of(0, block -> 0);

  private final DatabaseCheck check;

  public StoreProof(MailSpec mail) {
    this.check = new DatabaseCheck(mail);
  }

  @Override
  public Verdict check(
      Map<VhdRole, ? extends WrittenBlocks> disks, Optional<StoreDocument> document) {
    DatabaseCheck.Result result =
        check.check(disk(disks, VhdRole.DATABASE), disk(disks, VhdRole.LOG), document);
    if (result instanceof DatabaseCheck.Corrupt corrupt) {
      return new Verdict(false, "inconsistent, " + corrupt.why());
    } else if (result instanceof DatabaseCheck.DirtyShutdown dirty) {
      return new Verdict(true, "Dirty Shutdown, " + required(dirty));
    }
    return new Verdict(true, "Clean Shutdown");
  }

  private static WrittenBlocks disk(Map<VhdRole, ? extends WrittenBlocks> disks, VhdRole role) {
    return disks.containsKey(role) ? disks.get(role) : NONE;
  }

  private static String required(DatabaseCheck.DirtyShutdown dirty) {
    return dirty.lastLog() < dirty.firstLog()
        ? "no log required"
        : "log required %d-%d, all there".formatted(dirty.firstLog(), dirty.lastLog());
  }
}

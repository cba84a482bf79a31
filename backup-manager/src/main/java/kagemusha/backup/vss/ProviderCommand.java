package kagemusha.backup.vss;

import java.util.Set;
import java.util.TreeSet;
import kagemusha.kernel.entity.Message;

/** What the service asks of a snapshot provider on the same machine, one step after another. */
public sealed interface ProviderCommand extends Message {
  String set();

  /**
   * Can these LUs be snapshotted? A guest's provider takes the guest's disks, whatever is asked.
   */
  record BeginPrepare(String set, Set<Integer> lus) implements ProviderCommand {
    public BeginPrepare {
      lus = new TreeSet<>(lus);
    }
  }

  /** Do what takes long. */
  record EndPrepare(String set) implements ProviderCommand {}

  /** Writers are frozen, writes go on. */
  record PreCommit(String set) implements ProviderCommand {}

  /** Writes are held: make the snapshots; answered with {@link ProviderNotice.Committed}. */
  record Commit(String set) implements ProviderCommand {}

  /** Writes go on: bring the snapshots to the host. */
  record PostCommit(String set) implements ProviderCommand {}

  /** In any state: undo everything; answered with {@link ProviderNotice.Gone}. */
  record Abort(String set) implements ProviderCommand {}

  /** Delete the snapshots; answered with {@link ProviderNotice.Gone}. */
  record Delete(String set) implements ProviderCommand {}
}

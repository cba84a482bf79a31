package kagemusha.backup.vss;

import java.util.List;
import kagemusha.config.BackupJob;
import kagemusha.kernel.entity.Message;

/**
 * What the service asks of a writer on the same machine, one step after another. Each command is
 * answered with a {@link WriterNotice}; after a failure only {@link Abort} follows.
 */
public sealed interface WriterCommand extends Message {
  String set();

  /** What can be backed up of a VM; answered with {@link WriterNotice.Identified}. */
  record Identify(String set, String vm, BackupJob.Method method) implements WriterCommand {}

  /** The backup is about to begin. */
  record PrepareForBackup(String set) implements WriterCommand {}

  /** Do what takes long; the freeze comes next. */
  record PrepareForSnapshot(String set) implements WriterCommand {}

  /** Change nothing from now on. */
  record Freeze(String set) implements WriterCommand {}

  /** Go on. */
  record Thaw(String set) implements WriterCommand {}

  /** Put the snapshot right; answered with {@link WriterNotice.Recovered}. */
  record PostSnapshot(String set, List<VssNotice.Image> images) implements WriterCommand {}

  /** The requester has read what it wanted. */
  record BackupComplete(String set, boolean succeeded) implements WriterCommand {}

  /** In any state: undo what has been done and forget the set. */
  record Abort(String set) implements WriterCommand {}
}

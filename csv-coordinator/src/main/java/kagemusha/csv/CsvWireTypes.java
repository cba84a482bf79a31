package kagemusha.csv;

import java.util.List;
import kagemusha.kernel.wire.WireTypes;

/** This module's classes on the wire. */
public final class CsvWireTypes implements WireTypes {
  @Override
  public int firstId() {
    return 200;
  }

  @Override
  public List<Class<?>> types() {
    return List.of(
        CsvNode.Hold.class,
        CsvNode.Resume.class,
        CsvVolume.PrepareForBackup.class,
        CsvVolume.BackupComplete.class,
        CsvVolume.Held.class,
        CsvVolume.Mounted.class,
        CsvVolume.Resumed.class,
        CsvVolume.Prepared.class,
        CsvVolume.Busy.class,
        CsvVolume.Released.class,
        CsvVolume.BackupStarted.class,
        CsvVolume.ClearBackupState.class,
        CsvVolume.Started.class,
        CsvNode.HoldWrites.class,
        CsvNode.ReleaseWrites.class,
        CsvNode.WritesHeld.class,
        CsvNode.HoldExpired.class,
        CsvVolume.Cleared.class,
        CsvVolume.DelayExpired.class,
        CsvNode.OwnerLost.class,
        CsvVolume.NodeLost.class,
        CsvVolume.AskOwner.class,
        CsvNode.Join.class,
        CsvVolume.NodeJoined.class,
        CsvNode.KnockAt.class,
        CsvNode.HeardBy.class);
  }
}

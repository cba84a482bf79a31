package kagemusha.backup.dpm;

import java.util.List;
import kagemusha.backup.VmDisks;
import kagemusha.config.BackupJob;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.wire.WireTypes;

/** This module's classes on the wire. */
public final class BackupWireTypes implements WireTypes {
  @Override
  public int firstId() {
    return 400;
  }

  @Override
  public List<Class<?>> types() {
    return List.of(
        VhdRole.class,
        JobOrder.class,
        DpmAgent.Carry.class,
        DpmAgent.DiskStored.class,
        DpmServer.DiskShipped.class,
        DpmServer.JobEnded.class,
        BackupJob.Kind.class,
        BackupJob.Method.class,
        VmDisks.Disk.class,
        Outcome.class,
        Purpose.class,
        ChecksumRows.class,
        DpmAgent.DiskSent.class,
        DpmAgent.Cancel.class,
        DpmServer.SnapshotTaken.class,
        DpmServer.DiskOpened.class,
        DpmServer.Restored.class,
        DpmServer.DamageBlock.class,
        ShippingTerms.class,
        JobOrder.Known.class,
        DpmServer.DiskSurfaced.class,
        RestoreOrder.class,
        DpmServer.TrackingLost.class,
        DpmAgent.AreYouThere.class,
        DpmServer.AgentAnswers.class,
        DpmAgent.WhoIsThere.class,
        DpmServer.GuestsAre.class);
  }
}

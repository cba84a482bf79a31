package kagemusha.array.protocol;

import java.util.List;
import kagemusha.kernel.wire.WireTypes;

/** This module's classes on the wire. */
public final class ArrayWireTypes implements WireTypes {
  @Override
  public int firstId() {
    return 100;
  }

  @Override
  public List<Class<?>> types() {
    return List.of(
        IoBatch.class,
        IoCompletions.class,
        StreamRows.class,
        StreamAcks.class,
        ControllerCommand.Extent.class,
        ControllerCommand.CreateSnapshot.class,
        ControllerCommand.DeleteSnapshot.class,
        ControllerCommand.OpenStream.class,
        ControllerCommand.Grant.class,
        ControllerCommand.CloseStream.class,
        ControllerNotice.SnapshotCreated.class,
        ControllerNotice.SnapshotDeleted.class,
        ControllerNotice.StreamEnded.class,
        ControllerNotice.Refused.class,
        ControllerCommand.Revert.class,
        ControllerCommand.OpenWrite.class,
        ControllerNotice.Reverted.class,
        ControllerNotice.SnapshotLost.class,
        PairStatus.class,
        PairCommand.Create.class,
        PairCommand.Split.class,
        PairCommand.Resync.class,
        PairCommand.Restore.class,
        PairCommand.Delete.class,
        PairCommand.Suspend.class,
        PairCommand.Query.class,
        PairNotice.Status.class,
        PairNotice.Rejected.class,
        ControllerCommand.Digest.class,
        ControllerNotice.Digested.class,
        ControllerCommand.Forsake.class,
        ControllerCommand.GrowPool.class,
        ControllerCommand.Survey.class,
        ControllerNotice.Surveyed.class,
        ControllerCommand.Fence.class,
        ControllerCommand.Admit.class,
        ControllerCommand.Register.class,
        ControllerCommand.Trouble.class,
        ControllerCommand.Spoil.class,
        ControllerCommand.Mend.class);
  }
}

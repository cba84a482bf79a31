package kagemusha.backup;

import java.util.List;
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
        ReplicaJob.class,
        DpmAgent.StartReplica.class,
        DpmAgent.DiskStored.class,
        DpmServer.DiskShipped.class,
        DpmServer.JobEnded.class);
  }
}

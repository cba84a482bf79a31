package kagemusha.csv.membership;

import java.util.List;
import kagemusha.kernel.wire.WireTypes;

/** This package's classes on the wire. */
public final class MembershipWireTypes implements WireTypes {
  @Override
  public int firstId() {
    return 500;
  }

  @Override
  public List<Class<?>> types() {
    return List.of(
        ClusterMember.Heartbeat.class,
        ClusterMember.Evicted.class,
        ClusterRegistry.Suspect.class,
        ClusterRegistry.Defend.class,
        ClusterRegistry.Join.class,
        ClusterRegistry.Resources.class,
        ClusterRegistry.Deleted.class,
        ClusterRegistry.Failed.class,
        ClusterMember.Challenge.class,
        ClusterMember.Joined.class,
        ClusterMember.TakeOver.class,
        ClusterMember.BringOnline.class,
        ResourceState.class,
        ClusterRegistry.Rebooted.class);
  }
}

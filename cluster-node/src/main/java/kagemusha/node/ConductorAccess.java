package kagemusha.node;

import kagemusha.kernel.machine.ToConductor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * The conductor as a cluster singleton, which lives where the role {@link Systems#CONDUCTOR} is.
 */
public final class ConductorAccess {
  private ConductorAccess() {}

  /** On the conductor's process: starts it. */
  public static ActorRef<ToConductor> start(
      ActorSystem<?> system, Behavior<ToConductor> conductor) {
    return ClusterSingleton.get(system)
        .init(
            SingletonActor.of(conductor, "conductor")
                .withSettings(ClusterSingletonSettings.create(system).withRole(Systems.CONDUCTOR)));
  }

  /** On a machine's process: the way to it. */
  static ActorRef<ToConductor> find(ActorSystem<?> system) {
    return start(system, Behaviors.empty());
  }
}

package kagemusha.node;

import java.util.Optional;
import kagemusha.config.VmOperation.Verb;
import kagemusha.csv.membership.ClusterMember;
import kagemusha.csv.membership.ResourceState;
import kagemusha.kernel.entity.Context;

/** What a virtual machine and the cluster service of its host say to each other. */
record GroupOfVm(String name) {
  /** What an order of the cluster means. */
  VmLife.Order order(ClusterMember.Order order) {
    Verb verb = order instanceof ClusterMember.Start ? Verb.START : Verb.TURN_OFF;
    return new VmLife.Order(verb, "the cluster", Optional.empty(), false);
  }

  /** The cluster service hears how the resources are; it knows if that is no news. */
  void report(VmLife life, ConfigurationResource configuration, HostOfVm host, Context context) {
    context.tell(
        host.member(),
        configuration == ConfigurationResource.DELETED
            ? new ClusterMember.Deleted(name)
            : new ClusterMember.Resources(
                name, machine(life.state()), configuration(configuration)));
  }

  /** The machine is on this host no more. */
  void left(HostOfVm host, Context context) {
    context.tell(host.member(), new ClusterMember.Left(name));
  }

  private static ResourceState configuration(ConfigurationResource configuration) {
    return configuration == ConfigurationResource.FAILED
        ? ResourceState.FAILED
        : ResourceState.ONLINE;
  }

  private static ResourceState machine(VmState state) {
    return switch (state) {
      case OFF, SAVED, DELETED -> ResourceState.OFFLINE;
      case STARTING, STOPPING, SAVING -> ResourceState.PENDING;
      default -> ResourceState.ONLINE;
    };
  }
}

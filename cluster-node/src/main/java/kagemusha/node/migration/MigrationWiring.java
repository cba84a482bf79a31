package kagemusha.node.migration;

import java.time.Duration;
import java.util.List;
import kagemusha.config.MigrationSpec;
import kagemusha.config.Topology;
import kagemusha.kernel.entity.EntityId;

/** Who is who around live migration, and over which networks memory may go. */
public final class MigrationWiring {
  private final Topology topology;

  public MigrationWiring(Topology topology) {
    this.topology = topology;
  }

  /** The service of a host. */
  public static EntityId serviceOf(String host) {
    return new EntityId(host + ".migration");
  }

  /** Who sees to it that no host takes part in two migrations at once; beside the registry. */
  public static EntityId desk() {
    return new EntityId("cluster.migrations");
  }

  MigrationSpec spec() {
    return topology.migration();
  }

  /** In the order in which they are tried. */
  List<String> networks() {
    return topology.migrationNetworks();
  }

  /** The way to the desk, which is on the quorum LU and so behind this network. */
  String deskNetwork() {
    return topology.storageNetwork();
  }

  /** How many bytes of memory get through a network in a second. */
  long bytesPerSecond(String network) {
    return (long) (topology.network(network).bitsPerSecond() / 8.0 * spec().share());
  }

  /** What so much memory occupies on a network. */
  long wireBytes(long bytes) {
    return (long) (bytes / spec().share());
  }

  /** Memory for guests on a host, MiB. */
  long guestMemoryMb(String host) {
    Topology.HostSpec spec = topology.host(host);
    return spec.memoryMb() - spec.rootMemoryMb();
  }

  Duration patience() {
    return spec().patience();
  }
}

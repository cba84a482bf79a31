package kagemusha.csv;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.config.ArraySpec;
import kagemusha.config.CsvSpec;
import kagemusha.config.Topology;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** Who is who around the cluster shared volumes; LUs go by their numbers. */
public final class CsvWiring {
  /** Blocks at the start of a volume that hold file-system metadata: 4 MiB. */
  public static final int METADATA_BLOCKS = 256;

  /** Name of the statistics of direct, redirected and served I/O. */
  public static final String DATA_IO = "CSV data I/O";

  /** Name of the statistics of the times of redirection: {@code <host>/<volume>/<number>}. */
  public static final String REDIRECTED_VOLUME = "redirected volume";

  private final Topology topology;
  private final Map<String, String> initialOwners;
  private final List<String> lus;
  private final Trip storageTrip;
  private final Trip csvTrip;
  private final long redirectorNanos;

  public CsvWiring(Topology topology, Map<String, String> initialOwners) {
    this.topology = topology;
    this.initialOwners = new TreeMap<>(initialOwners);
    this.lus = topology.array().lus().stream().map(ArraySpec.LuSpec::name).toList();
    this.storageTrip = Trip.of(topology, topology.storageNetwork());
    this.csvTrip = Trip.of(topology, topology.csvNetwork());
    this.redirectorNanos = topology.csv().redirectorService().toNanos();
  }

  public static EntityId nodeOf(String host) {
    return new EntityId(host + ".csv");
  }

  public static EntityId volumeOf(String lu) {
    return new EntityId("csv." + lu);
  }

  EntityId volume(int lu) {
    return volumeOf(lus.get(lu));
  }

  /** The cluster service of a host. */
  public static EntityId memberOf(String host) {
    return new EntityId(host + ".cluster");
  }

  /** The cluster's registry on the quorum LU. */
  public static EntityId registry() {
    return new EntityId("cluster.registry");
  }

  /** The coordinators of all cluster shared volumes. */
  public List<EntityId> volumes() {
    return topology.array().csvNames().stream().map(CsvWiring::volumeOf).toList();
  }

  /** All controllers of the array. */
  public List<EntityId> controllers() {
    return topology.array().controllers().stream()
        .map(each -> new EntityId(topology.array().name() + "." + each.name()))
        .toList();
  }

  public long heartbeatNanos() {
    return topology.csv().heartbeat().toNanos();
  }

  /** How long a host may be silent before it is taken for dead. */
  public long silenceNanos() {
    return topology.csv().heartbeat().toNanos() * topology.csv().heartbeatMisses();
  }

  /** Quorum and failover. */
  public CsvSpec.FailoverSpec failover() {
    return topology.csv().failover();
  }

  EntityId loadObserver(String host) {
    return new EntityId(host);
  }

  List<String> lus() {
    return lus;
  }

  List<String> csvs() {
    return topology.array().csvNames();
  }

  public List<String> hosts() {
    return topology.hosts().stream().map(Topology.HostSpec::name).toList();
  }

  /** All hosts but these. */
  Set<String> hostsBut(Set<String> absent) {
    Set<String> present = new TreeSet<>(hosts());
    present.removeAll(absent);
    return present;
  }

  /** Who takes over what the hosts that are gone have owned: the first in the topology. */
  Optional<String> heir(Set<String> absent) {
    return hosts().stream().filter(host -> !absent.contains(host)).findFirst();
  }

  /** The host that owns the volume at the start; a LU that is no CSV belongs to the first host. */
  String initialOwner(int lu) {
    return initialOwners.getOrDefault(lus.get(lu), topology.hosts().get(0).name());
  }

  EntityId controller(int lu) {
    return new EntityId(
        topology.array().name() + "." + topology.array().lus().get(lu).controller());
  }

  /** The network between hosts. */
  public String network() {
    return topology.csvNetwork();
  }

  String storageNetwork() {
    return topology.storageNetwork();
  }

  /** The way to the cluster's registry, which is on the quorum LU and so behind this network. */
  public String registryNetwork() {
    return topology.storageNetwork();
  }

  long mountNanos() {
    return topology.csv().mount().toNanos();
  }

  /** How long a prepared volume waits for its backup to start. */
  long backupDelayNanos() {
    return topology.csv().backupDelayTimer().toNanos();
  }

  /** How long writes are held for a snapshot at most. */
  long writeHoldNanos() {
    return topology.csv().writeHoldLimit().toNanos();
  }

  long redirectorNanos() {
    return redirectorNanos;
  }

  /** The same message to the nodes of these hosts. */
  List<Send> toNodes(Set<String> hosts, Message message) {
    return hosts.stream().map(host -> new Send(registryNetwork(), nodeOf(host), message)).toList();
  }

  /** Round trip of an I/O of this size between host and array, without queueing. */
  long storageTripNanos(int bytes) {
    return storageTrip.nanos(bytes);
  }

  /** Round trip of a redirected I/O between two hosts, with the redirector's own work. */
  long redirectTripNanos(int bytes) {
    return csvTrip.nanos(bytes) + redirectorNanos;
  }

  /** A round trip without queueing; every I/O asks for one or two. */
  private record Trip(long latencyNanos, long bitsPerSecond) {
    static Trip of(Topology topology, String network) {
      for (Topology.NetworkSpec spec : topology.networks()) {
        if (spec.name().equals(network)) {
          return new Trip(2 * spec.latency().toNanos(), spec.bitsPerSecond());
        }
      }
      throw new IllegalArgumentException("no network " + network);
    }

    long nanos(int bytes) {
      return latencyNanos + bytes * 8L * 1_000_000_000L / bitsPerSecond;
    }
  }
}

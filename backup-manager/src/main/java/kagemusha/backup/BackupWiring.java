package kagemusha.backup;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.ArraySpec;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupSpec;
import kagemusha.config.SnapshotTransport;
import kagemusha.config.Topology;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.EntityId;

/** Who is who around backup. */
public final class BackupWiring {
  private static final long BLOCK_BYTES = IoBatch.BLOCK_BYTES;

  /** Growth unit of a dynamic VHD. */
  private static final long VHD_CHUNK_BYTES = 2L << 20;

  private final Topology topology;
  private final Map<String, String> placement;

  /**
   * @param placement host of each VM
   */
  public BackupWiring(Topology topology, Map<String, String> placement) {
    this.topology = topology;
    this.placement = new TreeMap<>(placement);
  }

  public static EntityId agentOf(String host) {
    return new EntityId(host + ".dpmra");
  }

  /** The agent inside a guest. */
  public static EntityId agentInGuest(String vm) {
    return new EntityId(vm + ".dpmra");
  }

  public static EntityId serverOf(Topology topology) {
    return new EntityId(topology.backupServer().name() + ".dpm");
  }

  public EntityId server() {
    return serverOf(topology);
  }

  /** Where a virtual machine is at the start. */
  public String hostOf(String vm) {
    return placement.get(vm);
  }

  public List<Topology.VmSpec> vms() {
    return topology.vms();
  }

  public List<String> hostNames() {
    return topology.hostNames();
  }

  /**
   * Whether the agent of a host has the changes of its virtual machines tracked. In a cluster it
   * never has: what is backed up there is not what a filter could have watched [BLOG].
   */
  public boolean tracksChanges(String host) {
    return !topology.host(host).clustered() && spec().dpm().version().tracksStandAloneHosts();
  }

  /** The LUs that hold a VM's virtual disks. */
  public Set<Integer> lusOf(String vm) {
    Set<Integer> lus = new TreeSet<>();
    topology.vm(vm).disks().forEach(disk -> lus.add(luNumber(disk.lu())));
    return lus;
  }

  /**
   * The first block of a LU behind the volume's metadata and all that the virtual disks on it may
   * ever take.
   */
  public long reservedBlocks(int lu) {
    return CsvWiring.METADATA_BLOCKS
        + topology.vms().stream()
            .flatMap(vm -> vm.disks().stream())
            .filter(disk -> luNumber(disk.lu()) == lu)
            .mapToLong(disk -> disk.maxBytes() / VHD_CHUNK_BYTES * (VHD_CHUNK_BYTES / BLOCK_BYTES))
            .sum();
  }

  public long capacityBlocks(int lu) {
    return topology.array().lus().get(lu).capacityBytes() / BLOCK_BYTES;
  }

  public EntityId volume(int lu) {
    return CsvWiring.volumeOf(luName(lu));
  }

  public EntityId controller(int lu) {
    ArraySpec.LuSpec spec = topology.array().lus().get(lu);
    return new EntityId(topology.array().name() + "." + spec.controller());
  }

  public String luName(int lu) {
    return topology.array().lus().get(lu).name();
  }

  public int luNumber(String name) {
    List<ArraySpec.LuSpec> lus = topology.array().lus();
    for (int lu = 0; lu < lus.size(); lu++) {
      if (lus.get(lu).name().equals(name)) {
        return lu;
      }
    }
    throw new IllegalArgumentException("no LU " + name);
  }

  /** Whether the server reads what a job by this method has snapshotted, instead of the host. */
  public boolean readByServer(BackupJob.Method method) {
    return method == BackupJob.Method.SHADOW_IMAGE
        && spec().dpm().transport() == SnapshotTransport.TRANSPORTABLE;
  }

  public BackupSpec spec() {
    return topology.backup();
  }

  public Topology.BackupServerSpec serverSpec() {
    return topology.backupServer();
  }

  public String backupNetwork() {
    return topology.backupNetwork();
  }

  public String storageNetwork() {
    return topology.storageNetwork();
  }
}

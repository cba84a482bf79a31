package kagemusha.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import kagemusha.array.Controller;
import kagemusha.array.InitialExtent;
import kagemusha.array.pair.ShadowImagePair;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.dpm.DpmAgent;
import kagemusha.backup.dpm.DpmServer;
import kagemusha.backup.dpm.StoreProof;
import kagemusha.backup.vss.HardwareProvider;
import kagemusha.backup.vss.SoftwareProvider;
import kagemusha.backup.vss.StoreWriter;
import kagemusha.backup.vss.VssService;
import kagemusha.backup.vss.VssWiring;
import kagemusha.config.BackupJob;
import kagemusha.config.Scenario;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.csv.CsvNode;
import kagemusha.csv.CsvVolume;
import kagemusha.csv.CsvWiring;
import kagemusha.csv.membership.ClusterMember;
import kagemusha.csv.membership.ClusterPlan;
import kagemusha.csv.membership.ClusterRegistry;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.MovableEntity;
import kagemusha.kernel.machine.Directory;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.load.client.LoadClient;
import kagemusha.load.directory.DomainController;
import kagemusha.node.audit.Auditor;
import kagemusha.node.injection.Injector;
import kagemusha.node.migration.MigrationDesk;
import kagemusha.node.migration.MigrationService;
import kagemusha.node.migration.MigrationWiring;

/**
 * Turns a topology and a scenario into machines. The same input gives the same machines anywhere.
 */
public final class World {
  private final Topology topology;
  private final Scenario scenario;
  private final VhdLayout layout;
  private final CsvWiring csv;
  private final BackupWiring backup;
  private final VssWiring vss;
  private final MigrationWiring migrations;
  private final Map<String, String> placement = new LinkedHashMap<>();

  public World(Topology installed, Scenario scenario) {
    this.topology = scenario.appliedTo(installed);
    this.scenario = scenario;
    this.layout = new VhdLayout(topology);
    this.csv = new CsvWiring(topology, scenario.csvOwners());
    for (Topology.VmSpec vm : topology.vms()) {
      placement.put(vm.name(), scenario.placement().getOrDefault(vm.name(), vm.host()));
    }
    this.backup = new BackupWiring(topology, placement);
    this.vss = new VssWiring(topology, pairs());
    this.migrations = new MigrationWiring(topology);
  }

  /** All machines, in the order of their numbers. */
  public List<String> machines() {
    return topology.machines();
  }

  /**
   * Machines that find their way back into the run when their process dies and is started again,
   * and how long they take to boot, in virtual time. So far it is the backup server alone: all that
   * it must not forget is in its journal. An array without its cache and a client without its users
   * would never be whole again.
   */
  public Map<String, Duration> boot() {
    return Map.of(topology.backupServer().name(), topology.backupServer().boot());
  }

  /** Machines that a run can do without: hosts, as long as there is another in the cluster. */
  public Set<String> dispensable() {
    Set<String> hosts = new LinkedHashSet<>();
    topology.hosts().forEach(host -> hosts.add(host.name()));
    return hosts.size() > 1 ? hosts : Set.of();
  }

  /** What can be said to the machines during a run. */
  public OutsideOrders orders() {
    return new OutsideOrders(topology, scenario);
  }

  /** Where each entity lives. */
  public Directory directory() {
    Map<EntityId, String> where = new LinkedHashMap<>();
    for (String machine : machines()) {
      for (EntityId id : namesOn(machine)) {
        where.put(id, machine);
      }
    }
    return new Directory(where);
  }

  private List<EntityId> namesOn(String machine) {
    List<EntityId> names = new ArrayList<>();
    if (isHost(machine)) {
      names.add(new EntityId(machine));
      names.add(CsvWiring.nodeOf(machine));
      names.add(BackupWiring.agentOf(machine));
      names.add(MigrationWiring.serviceOf(machine));
      names.add(CsvWiring.memberOf(machine));
      vmsOn(machine).forEach(vm -> names.addAll(household(vm)));
      snapshotting(machine).forEach(entity -> names.add(entity.id()));
    } else if (machine.equals(topology.array().name())) {
      topology.array().controllers().forEach(c -> names.add(controllerId(c)));
      topology.array().pairs().forEach(p -> names.add(ShadowImagePair.idOf(machine, p.name())));
      volumes().forEach(lu -> names.add(CsvWiring.volumeOf(luName(lu))));
      names.add(CsvWiring.registry());
      names.add(Auditor.ID);
      names.add(MigrationWiring.desk());
    } else if (machine.equals(topology.backupServer().name())) {
      names.add(BackupWiring.serverOf(topology));
    } else {
      topology.clients().clients().forEach(name -> names.add(new EntityId(name)));
      topology.clients().domainControllers().forEach(name -> names.add(new EntityId(name)));
    }
    names.add(Injector.idOf(machine));
    return names;
  }

  /** A machine with its entities, freshly made, and who disturbs them. */
  public MachineBlueprint blueprint(String machine) {
    MachineBlueprint plain = parts(machine);
    List<Entity<?>> entities = new ArrayList<>(plain.entities());
    entities.add(
        new Injector(machine, new InjectionSite(topology, scenario), scenario.injections()));
    return new MachineBlueprint(
        machine, entities, plain.visitors(), plain.pipeline(), plain.nics());
  }

  private MachineBlueprint parts(String machine) {
    if (isHost(machine)) {
      return host(machine);
    } else if (machine.equals(topology.array().name())) {
      return array(machine);
    } else if (machine.equals(topology.backupServer().name())) {
      return plain(
          machine,
          List.of(
              new DpmServer(
                  backup, scenario.backupPlan(), Optional.of(new StoreProof(topology.mail())))),
          topology.backupServer().networks());
    } else if (machine.equals(topology.clients().name())) {
      return plain(machine, clients(), topology.clients().networks());
    }
    throw new IllegalArgumentException("no machine " + machine + " in " + topology.name());
  }

  /**
   * Completions and redirected requests pass the storage stack first, the guests' requests last.
   */
  private MachineBlueprint host(String name) {
    Topology.HostSpec spec = hostSpec(name);
    CsvNode storage = new CsvNode(name, csv);
    DpmAgent agent = new DpmAgent(name, backup);
    List<Entity<?>> entities = new ArrayList<>();
    List<EntityId> pipeline = new ArrayList<>();
    entities.add(storage);
    pipeline.add(storage.id());
    Map<EntityId, Supplier<? extends MovableEntity<?, ?>>> guests = guests(name, spec);
    for (Topology.VmSpec vm : vmsOn(name)) {
      household(vm).forEach(id -> entities.add(guests.get(id).get()));
    }
    List<String> names = topology.vms().stream().map(Topology.VmSpec::name).toList();
    names.stream().map(EntityId::new).filter(guests::containsKey).forEach(pipeline::add);
    pipeline.add(storage.id());
    entities.add(agent);
    pipeline.add(agent.id());
    names.stream()
        .map(BackupWiring::agentInGuest)
        .filter(guests::containsKey)
        .forEach(pipeline::add);
    MigrationService migration = new MigrationService(name, migrations);
    entities.add(migration);
    pipeline.add(migration.id());
    entities.add(new HyperVHost(spec));
    entities.add(new ClusterMember(name, csv, clusterPlan()));
    entities.addAll(snapshotting(name));
    return new MachineBlueprint(name, entities, guests, pipeline, nics(spec.networks()));
  }

  /** Entities of all virtual machines that can be on a host; outside a cluster nobody comes. */
  private Map<EntityId, Supplier<? extends MovableEntity<?, ?>>> guests(
      String host, Topology.HostSpec spec) {
    Map<EntityId, Supplier<? extends MovableEntity<?, ?>>> guests = new LinkedHashMap<>();
    for (Topology.VmSpec vm : spec.clustered() ? topology.vms() : vmsOn(host)) {
      String name = vm.name();
      List<EntityId> inGuest = inGuest(vm);
      guests.put(new EntityId(name), () -> new VirtualMachine(topology, vm, host, layout, inGuest));
      if (isProtectedFromWithin(name)) {
        guests.put(BackupWiring.agentInGuest(name), () -> DpmAgent.inGuest(name, backup));
      }
      guests.put(VssWiring.serviceOf(name), () -> VssService.ofGuest(name, vss));
      guests.put(VssWiring.storeWriterOf(name), () -> new StoreWriter(name, vss.spec()));
      guests.put(VssWiring.softwareProviderOf(name), () -> SoftwareProvider.ofGuest(name, vss));
    }
    return guests;
  }

  /** A virtual machine and all that goes where it goes, in the order of packing. */
  private List<EntityId> household(Topology.VmSpec vm) {
    List<EntityId> household = new ArrayList<>();
    household.add(new EntityId(vm.name()));
    household.addAll(inGuest(vm));
    return household;
  }

  private List<EntityId> inGuest(Topology.VmSpec vm) {
    String name = vm.name();
    List<EntityId> inGuest = new ArrayList<>();
    if (isProtectedFromWithin(name)) {
      inGuest.add(BackupWiring.agentInGuest(name));
    }
    inGuest.add(VssWiring.serviceOf(name));
    inGuest.add(VssWiring.storeWriterOf(name));
    inGuest.add(VssWiring.softwareProviderOf(name));
    return inGuest;
  }

  /** Data reaches the controllers only; the registry of the cluster is on its quorum LU. */
  private MachineBlueprint array(String machine) {
    List<Entity<?>> entities = controllers();
    List<EntityId> pipeline = entities.stream().<EntityId>map(Entity::id).toList();
    for (Topology.PairSpec pair : topology.array().pairs()) {
      entities.add(new ShadowImagePair(topology.array(), pair, topology.storageNetwork()));
    }
    for (int lu : volumes()) {
      entities.add(new CsvVolume(lu, csv));
    }
    entities.add(new ClusterRegistry(csv, clusterPlan()));
    entities.add(auditor());
    entities.add(new MigrationDesk(migrations));
    return new MachineBlueprint(machine, entities, pipeline, nics(topology.array().networks()));
  }

  /** Every virtual machine on a clustered host is a group of its own. */
  private ClusterPlan clusterPlan() {
    Map<String, List<EntityId>> residents = new LinkedHashMap<>();
    Map<String, List<EntityId>> groups = new LinkedHashMap<>();
    Map<String, String> owners = new LinkedHashMap<>();
    for (Topology.HostSpec host : topology.hosts()) {
      List<EntityId> own = namesOn(host.name());
      for (Topology.VmSpec vm : vmsOn(host.name())) {
        own.removeAll(household(vm));
        if (host.clustered()) {
          groups.put(vm.name(), household(vm));
          owners.put(vm.name(), host.name());
        }
      }
      residents.put(host.name(), own);
    }
    return new ClusterPlan(residents, groups, owners);
  }

  private Auditor auditor() {
    Map<String, Map<VhdRole, Auditor.Disk>> disks = new LinkedHashMap<>();
    for (Topology.VmSpec vm : topology.vms()) {
      Map<VhdRole, Auditor.Disk> own = new EnumMap<>(VhdRole.class);
      for (VhdRole role : VhdRole.values()) {
        VhdLayout.Place place = layout.place(vm.name(), role);
        var extent = new Extent(place.firstBlock(), place.chunks() * VhdLayout.CHUNK_BLOCKS);
        String controller = topology.array().lus().get(place.lu()).controller();
        EntityId id = new EntityId(topology.array().name() + "." + controller);
        own.put(role, new Auditor.Disk(id, place.lu(), extent));
      }
      disks.put(vm.name(), own);
    }
    return new Auditor(disks, topology.mail(), scenario.length().toNanos());
  }

  private boolean isProtectedFromWithin(String vm) {
    return scenario.jobs().stream()
        .anyMatch(job -> job.method() == BackupJob.Method.IN_GUEST && job.vms().contains(vm));
  }

  /** The snapshot service of a host, with its writer and its providers. */
  private List<Entity<?>> snapshotting(String host) {
    return List.of(
        VssService.ofHost(host, vss),
        new HyperVWriter(host, vss),
        SoftwareProvider.ofHost(host, vss),
        new HardwareProvider(host, vss));
  }

  /** The ShadowImage pair of each primary LU. */
  private Map<Integer, EntityId> pairs() {
    Map<Integer, EntityId> pairs = new LinkedHashMap<>();
    Topology.ArraySpec array = topology.array();
    for (Topology.PairSpec pair : array.pairs()) {
      pairs.put(array.luNumber(pair.primary()), ShadowImagePair.idOf(array.name(), pair.name()));
    }
    return pairs;
  }

  private MachineBlueprint plain(
      String name, List<? extends Entity<?>> entities, List<String> networks) {
    List<EntityId> pipeline = entities.stream().<EntityId>map(Entity::id).toList();
    return new MachineBlueprint(name, List.copyOf(entities), pipeline, nics(networks));
  }

  private List<Entity<?>> controllers() {
    List<InitialExtent> allocated = new ArrayList<>();
    for (int lu = 0; lu < topology.array().lus().size(); lu++) {
      if (topology.array().lus().get(lu).csv()) {
        allocated.add(new InitialExtent(lu, 0, CsvWiring.METADATA_BLOCKS));
      }
    }
    for (VhdLayout.Place place : layout.all()) {
      if (place.usedChunks() > 0) {
        allocated.add(
            new InitialExtent(
                place.lu(), place.firstBlock(), place.usedChunks() * VhdLayout.CHUNK_BLOCKS));
      }
    }
    List<Entity<?>> controllers = new ArrayList<>();
    for (Topology.ControllerSpec spec : topology.array().controllers()) {
      controllers.add(
          new Controller(
              controllerId(spec),
              topology.array(),
              spec.name(),
              allocated,
              topology.storageNetwork()));
    }
    return controllers;
  }

  private List<Entity<?>> clients() {
    List<Entity<?>> entities = new ArrayList<>();
    List<String> names = topology.clients().clients();
    long dayNanos = scenario.load().toNanos();
    for (int i = 0; i < names.size(); i++) {
      entities.add(new LoadClient(new EntityId(names.get(i)), topology, dayNanos, i));
    }
    for (String name : topology.clients().domainControllers()) {
      entities.add(new DomainController(new EntityId(name), topology));
    }
    return entities;
  }

  private List<NicSpec> nics(List<String> networks) {
    List<NicSpec> nics = new ArrayList<>();
    for (Topology.NetworkSpec network : topology.networks()) {
      if (networks.contains(network.name())) {
        NicSpec.Patience patience =
            new NicSpec.Patience(network.resend().toNanos(), network.longestResend().toNanos());
        nics.add(
            new NicSpec(
                network.name(), network.bitsPerSecond(), network.latency().toNanos(), patience));
      }
    }
    return nics;
  }

  private boolean isHost(String machine) {
    return topology.hosts().stream().anyMatch(host -> host.name().equals(machine));
  }

  private Topology.HostSpec hostSpec(String name) {
    return topology.hosts().stream().filter(h -> h.name().equals(name)).findFirst().orElseThrow();
  }

  private List<Topology.VmSpec> vmsOn(String host) {
    return topology.vms().stream().filter(vm -> placement.get(vm.name()).equals(host)).toList();
  }

  /** The cluster shared volumes. */
  private List<Integer> volumes() {
    List<Integer> volumes = new ArrayList<>();
    for (int lu = 0; lu < topology.array().lus().size(); lu++) {
      if (topology.array().lus().get(lu).csv()) {
        volumes.add(lu);
      }
    }
    return volumes;
  }

  private String luName(int lu) {
    return topology.array().lus().get(lu).name();
  }

  private EntityId controllerId(Topology.ControllerSpec spec) {
    return new EntityId(topology.array().name() + "." + spec.name());
  }
}

package kagemusha.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.dpm.DpmAgent;
import kagemusha.backup.vss.HardwareProvider;
import kagemusha.backup.vss.SoftwareProvider;
import kagemusha.backup.vss.StoreWriter;
import kagemusha.backup.vss.VssService;
import kagemusha.backup.vss.VssWiring;
import kagemusha.config.Topology;
import kagemusha.csv.CsvNode;
import kagemusha.csv.CsvWiring;
import kagemusha.csv.membership.ClusterMember;
import kagemusha.csv.membership.ClusterPlan;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.MovableEntity;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.node.migration.MigrationService;
import kagemusha.node.migration.MigrationWiring;

/** What lives on a host: Hyper-V and its services, and the virtual machines. */
final class HostParts {
  private final SitePlan site;

  HostParts(SitePlan site) {
    this.site = site;
  }

  /** All that lives there at the start. */
  List<EntityId> names(String host) {
    List<EntityId> names = new ArrayList<>();
    names.add(new EntityId(host));
    names.add(CsvWiring.nodeOf(host));
    names.add(BackupWiring.agentOf(host));
    names.add(MigrationWiring.serviceOf(host));
    names.add(CsvWiring.memberOf(host));
    site.vmsOn(host).forEach(vm -> names.addAll(household(vm)));
    snapshotting(host).forEach(entity -> names.add(entity.id()));
    return names;
  }

  /**
   * Completions and redirected requests pass the storage stack first, the guests' requests last.
   */
  MachineBlueprint blueprint(Topology.HostSpec spec, ClusterPlan clusterPlan, List<NicSpec> nics) {
    String name = spec.name();
    CsvNode storage = new CsvNode(name, site.csv());
    DpmAgent agent = new DpmAgent(name, site.backup());
    List<Entity<?>> entities = new ArrayList<>();
    List<EntityId> pipeline = new ArrayList<>();
    entities.add(storage);
    pipeline.add(storage.id());
    Map<EntityId, Supplier<? extends MovableEntity<?, ?>>> guests = guests(name, spec);
    for (Topology.VmSpec vm : site.vmsOn(name)) {
      household(vm).forEach(id -> entities.add(guests.get(id).get()));
    }
    List<String> names = site.topology().vmNames();
    names.stream().map(EntityId::new).filter(guests::containsKey).forEach(pipeline::add);
    pipeline.add(storage.id());
    entities.add(agent);
    pipeline.add(agent.id());
    names.stream()
        .map(BackupWiring::agentInGuest)
        .filter(guests::containsKey)
        .forEach(pipeline::add);
    MigrationService migration = new MigrationService(name, site.migrations());
    entities.add(migration);
    pipeline.add(migration.id());
    entities.add(new HyperVHost(spec));
    entities.add(new ClusterMember(name, site.csv(), clusterPlan));
    entities.addAll(snapshotting(name));
    return new MachineBlueprint(name, entities, guests, pipeline, nics);
  }

  /** Entities of all virtual machines that can be on a host; outside a cluster nobody comes. */
  private Map<EntityId, Supplier<? extends MovableEntity<?, ?>>> guests(
      String host, Topology.HostSpec spec) {
    Topology topology = site.topology();
    VhdLayout layout = site.layout();
    VssWiring vss = site.vss();
    Map<EntityId, Supplier<? extends MovableEntity<?, ?>>> guests = new LinkedHashMap<>();
    for (Topology.VmSpec vm : spec.clustered() ? topology.vms() : site.vmsOn(host)) {
      String name = vm.name();
      List<EntityId> inGuest = inGuest(vm);
      guests.put(new EntityId(name), () -> new VirtualMachine(topology, vm, host, layout, inGuest));
      if (site.isProtectedFromWithin(name)) {
        guests.put(BackupWiring.agentInGuest(name), () -> DpmAgent.inGuest(name, site.backup()));
      }
      guests.put(VssWiring.serviceOf(name), () -> VssService.ofGuest(name, vss));
      guests.put(VssWiring.storeWriterOf(name), () -> new StoreWriter(name, vss.spec()));
      guests.put(VssWiring.softwareProviderOf(name), () -> SoftwareProvider.ofGuest(name, vss));
    }
    return guests;
  }

  /** A virtual machine and all that goes where it goes, in the order of packing. */
  List<EntityId> household(Topology.VmSpec vm) {
    List<EntityId> household = new ArrayList<>();
    household.add(new EntityId(vm.name()));
    household.addAll(inGuest(vm));
    return household;
  }

  private List<EntityId> inGuest(Topology.VmSpec vm) {
    String name = vm.name();
    List<EntityId> inGuest = new ArrayList<>();
    if (site.isProtectedFromWithin(name)) {
      inGuest.add(BackupWiring.agentInGuest(name));
    }
    inGuest.add(VssWiring.serviceOf(name));
    inGuest.add(VssWiring.storeWriterOf(name));
    inGuest.add(VssWiring.softwareProviderOf(name));
    return inGuest;
  }

  /** The snapshot service of a host, with its writer and its providers. */
  private List<Entity<?>> snapshotting(String host) {
    return List.of(
        VssService.ofHost(host, site.vss()),
        new HyperVWriter(host, site.vss()),
        SoftwareProvider.ofHost(host, site.vss()),
        new HardwareProvider(host, site.vss()));
  }
}

package kagemusha.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.dpm.DpmServer;
import kagemusha.backup.dpm.StoreProof;
import kagemusha.config.Scenario;
import kagemusha.config.Topology;
import kagemusha.csv.membership.ClusterPlan;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.machine.Directory;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.load.client.LoadClient;
import kagemusha.load.directory.DomainController;
import kagemusha.node.injection.Injector;

/**
 * Turns a topology and a scenario into machines. The same input gives the same machines anywhere.
 */
public final class World {
  private final Topology topology;
  private final Scenario scenario;
  private final SitePlan site;
  private final HostParts hosts;
  private final ArrayParts array;

  public World(Topology installed, Scenario scenario) {
    this.site = SitePlan.of(scenario.appliedTo(installed), scenario);
    this.topology = site.topology();
    this.scenario = scenario;
    this.hosts = new HostParts(site);
    this.array = new ArrayParts(site);
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
      names.addAll(hosts.names(machine));
    } else if (machine.equals(topology.array().name())) {
      names.addAll(array.names());
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
      Topology.HostSpec spec = topology.host(machine);
      return hosts.blueprint(spec, clusterPlan(), nics(spec.networks()));
    } else if (machine.equals(topology.array().name())) {
      return array.blueprint(clusterPlan(), nics(topology.array().networks()));
    } else if (machine.equals(topology.backupServer().name())) {
      return plain(
          machine,
          List.of(
              new DpmServer(
                  site.backup(),
                  scenario.backupPlan(),
                  Optional.of(new StoreProof(topology.mail())))),
          topology.backupServer().networks());
    } else if (machine.equals(topology.clients().name())) {
      return plain(machine, clients(), topology.clients().networks());
    }
    throw new IllegalArgumentException("no machine " + machine + " in " + topology.name());
  }

  /** Every virtual machine on a clustered host is a group of its own. */
  private ClusterPlan clusterPlan() {
    Map<String, List<EntityId>> residents = new LinkedHashMap<>();
    Map<String, List<EntityId>> groups = new LinkedHashMap<>();
    Map<String, String> owners = new LinkedHashMap<>();
    for (Topology.HostSpec host : topology.hosts()) {
      List<EntityId> own = namesOn(host.name());
      for (Topology.VmSpec vm : site.vmsOn(host.name())) {
        own.removeAll(hosts.household(vm));
        if (host.clustered()) {
          groups.put(vm.name(), hosts.household(vm));
          owners.put(vm.name(), host.name());
        }
      }
      residents.put(host.name(), own);
    }
    return new ClusterPlan(residents, groups, owners);
  }

  private boolean isHost(String machine) {
    return topology.hostNames().contains(machine);
  }

  private MachineBlueprint plain(
      String name, List<? extends Entity<?>> entities, List<String> networks) {
    List<EntityId> pipeline = entities.stream().<EntityId>map(Entity::id).toList();
    return new MachineBlueprint(name, List.copyOf(entities), pipeline, nics(networks));
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
}

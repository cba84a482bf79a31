package kagemusha.node;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.Controller;
import kagemusha.array.InitialExtent;
import kagemusha.array.pair.ShadowImagePair;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.config.ArraySpec;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.csv.CsvVolume;
import kagemusha.csv.CsvWiring;
import kagemusha.csv.membership.ClusterPlan;
import kagemusha.csv.membership.ClusterRegistry;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.node.audit.Auditor;
import kagemusha.node.migration.MigrationDesk;
import kagemusha.node.migration.MigrationWiring;

/**
 * What lives on the array's machine: controllers, pairs and volumes, what the cluster keeps on its
 * quorum LU, and who looks from outside whether a write is lost.
 */
final class ArrayParts {
  private final SitePlan site;
  private final ArraySpec array;

  ArrayParts(SitePlan site) {
    this.site = site;
    this.array = site.topology().array();
  }

  List<EntityId> names() {
    List<EntityId> names = new ArrayList<>();
    array.controllers().forEach(each -> names.add(id(each)));
    array.pairs().forEach(each -> names.add(ShadowImagePair.idOf(array.name(), each.name())));
    names.addAll(site.csv().volumes());
    names.add(CsvWiring.registry());
    names.add(Auditor.ID);
    names.add(MigrationWiring.desk());
    return names;
  }

  /** Data reaches the controllers only; the registry of the cluster is on its quorum LU. */
  MachineBlueprint blueprint(ClusterPlan clusterPlan, List<NicSpec> nics) {
    List<Entity<?>> entities = controllers();
    List<EntityId> pipeline = entities.stream().<EntityId>map(Entity::id).toList();
    for (ArraySpec.PairSpec pair : array.pairs()) {
      entities.add(new ShadowImagePair(array, pair, site.topology().storageNetwork()));
    }
    for (String volume : array.csvNames()) {
      entities.add(new CsvVolume(array.luNumber(volume), site.csv()));
    }
    entities.add(new ClusterRegistry(site.csv(), clusterPlan));
    entities.add(auditor());
    entities.add(new MigrationDesk(site.migrations()));
    return new MachineBlueprint(array.name(), entities, pipeline, nics);
  }

  private Auditor auditor() {
    Map<String, Map<VhdRole, Auditor.Disk>> disks = new LinkedHashMap<>();
    for (Topology.VmSpec vm : site.topology().vms()) {
      Map<VhdRole, Auditor.Disk> own = new EnumMap<>(VhdRole.class);
      for (VhdRole role : VhdRole.values()) {
        VhdLayout.Place place = site.layout().place(vm.name(), role);
        var extent = new Extent(place.firstBlock(), place.chunks() * VhdLayout.CHUNK_BLOCKS);
        own.put(role, new Auditor.Disk(site.backup().controller(place.lu()), place.lu(), extent));
      }
      disks.put(vm.name(), own);
    }
    return new Auditor(disks, site.topology().mail(), site.scenario().length().toNanos());
  }

  private List<Entity<?>> controllers() {
    List<InitialExtent> allocated = allocated();
    String network = site.topology().storageNetwork();
    List<Entity<?>> controllers = new ArrayList<>();
    for (ArraySpec.ControllerSpec spec : array.controllers()) {
      controllers.add(new Controller(id(spec), array, spec.name(), allocated, network));
    }
    return controllers;
  }

  private EntityId id(ArraySpec.ControllerSpec spec) {
    return new EntityId(array.name() + "." + spec.name());
  }

  /** What holds data at the start. */
  private List<InitialExtent> allocated() {
    List<InitialExtent> allocated = new ArrayList<>();
    for (String volume : array.csvNames()) {
      allocated.add(new InitialExtent(array.luNumber(volume), 0, CsvWiring.METADATA_BLOCKS));
    }
    for (VhdLayout.Place place : site.layout().all()) {
      if (place.usedChunks() > 0) {
        allocated.add(
            new InitialExtent(
                place.lu(), place.firstBlock(), place.usedChunks() * VhdLayout.CHUNK_BLOCKS));
      }
    }
    return allocated;
  }
}

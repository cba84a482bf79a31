package kagemusha.node;

import java.util.List;
import java.util.Locale;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Trouble;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.dpm.DpmAgent;
import kagemusha.backup.vss.VssPhase;
import kagemusha.backup.vss.VssService;
import kagemusha.backup.vss.VssWiring;
import kagemusha.config.ArraySpec;
import kagemusha.config.Deed;
import kagemusha.config.FaultVerb;
import kagemusha.config.Topology;
import kagemusha.csv.CsvNode;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.fault.Disturbance;

/** What befalls the parts of hosts and array: who is told what when it begins and ends. */
final class PartDeeds {
  private final Topology topology;

  PartDeeds(Topology topology) {
    this.topology = topology;
  }

  /** Of a pool, or of the pool with a RAID group; its LUs have one controller. */
  EntityId controllerOf(String poolOrGroup) {
    ArraySpec array = topology.array();
    return array.lus().stream()
        .filter(
            lu ->
                lu.pool().equals(poolOrGroup)
                    || array.pool(lu.pool()).allGroups().contains(poolOrGroup))
        .map(lu -> controller(lu.controller()))
        .findFirst()
        .orElse(controller(array.controllers().get(0).name()));
  }

  EntityId controllerOfLu(String lu) {
    return controller(topology.array().lu(lu).controller());
  }

  private EntityId controller(String name) {
    return new EntityId(topology.array().name() + "." + name);
  }

  List<Act> begin(Deed.Fault fault, String target, Disturbance by) {
    Deed.FaultSettings how = fault.settings();
    return switch (fault.verb()) {
      case GROW_POOL -> tell(controllerOf(target), new ControllerCommand.GrowPool(target, by));
      case KILL_AGENT -> tell(BackupWiring.agentOf(target), new DpmAgent.Kill(by));
      case PATH_LOSS -> tell(CsvWiring.nodeOf(target), new CsvNode.LosePath(by));
      case SLOW_STEP ->
          tell(
              VssWiring.serviceOf(target),
              new VssService.Slow(phaseOf(how), how.factor(), how.more(), by));
      case SLOW_DISK, FAIL_DISK, FILL_POOL, FILL_DIFF_AREA, FAIL_CONTROLLER ->
          tell(
              controllersOf(fault.verb(), target),
              new ControllerCommand.Spoil(
                  trouble(fault.verb()), target, how.factor(), how.rebuildBytesPerSecond(), by));
      default -> throw new IllegalArgumentException(fault.verb() + " is not emulated");
    };
  }

  List<Act> end(Deed.Fault fault, String target) {
    return switch (fault.verb()) {
      case KILL_AGENT -> tell(BackupWiring.agentOf(target), new DpmAgent.Revive());
      case PATH_LOSS -> tell(CsvWiring.nodeOf(target), new CsvNode.FindPath());
      case SLOW_STEP ->
          tell(
              VssWiring.serviceOf(target), new VssService.AsFastAsUsual(phaseOf(fault.settings())));
      case SLOW_DISK, FILL_POOL, FILL_DIFF_AREA, FAIL_CONTROLLER ->
          tell(
              controllersOf(fault.verb(), target),
              new ControllerCommand.Mend(trouble(fault.verb()), target));
      default -> throw new IllegalArgumentException(fault.verb() + " does not end");
    };
  }

  /** The failure of a controller is the affair of all. */
  private List<EntityId> controllersOf(FaultVerb verb, String target) {
    return switch (verb) {
      case FAIL_CONTROLLER ->
          topology.array().controllers().stream().map(each -> controller(each.name())).toList();
      case FILL_DIFF_AREA -> List.of(controllerOfLu(target));
      default -> List.of(controllerOf(target));
    };
  }

  private static Trouble trouble(FaultVerb verb) {
    return switch (verb) {
      case SLOW_DISK -> Trouble.SLOW_DRIVE;
      case FAIL_DISK -> Trouble.FAILED_DRIVE;
      case FILL_POOL -> Trouble.FULL_POOL;
      case FILL_DIFF_AREA -> Trouble.FULL_DIFF_AREA;
      case FAIL_CONTROLLER -> Trouble.FAILED_CONTROLLER;
      default -> throw new IllegalArgumentException(verb + " is no trouble of the array");
    };
  }

  private static VssPhase phaseOf(Deed.FaultSettings settings) {
    String name = settings.step().orElseThrow().name();
    String phase = name.substring(name.indexOf('.') + 1).replace('-', '_');
    return VssPhase.valueOf(phase.toUpperCase(Locale.ROOT));
  }

  private static List<Act> tell(EntityId who, Message what) {
    return tell(List.of(who), what);
  }

  private static List<Act> tell(List<EntityId> all, Message what) {
    return all.stream().<Act>map(who -> new Tell(who, what)).toList();
  }
}

package kagemusha.node;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.dpm.DpmServer;
import kagemusha.config.Deed;
import kagemusha.config.FaultVerb;
import kagemusha.config.Injection;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Target;
import kagemusha.config.Topology;
import kagemusha.config.Trigger;
import kagemusha.config.VmOperation.Verb;
import kagemusha.csv.CsvVolume;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.kernel.fault.Observe;
import kagemusha.node.injection.Injector;
import kagemusha.node.injection.Site;
import kagemusha.node.migration.MigrationWiring;

/** How things are done to the parts of this site, and who knows what of them. */
final class InjectionSite implements Site {
  private static final String BY = "injection ";
  private static final Pattern ASKED_BY = Pattern.compile(BY + "([0-9]+)");

  private final Topology topology;
  private final Scenario scenario;
  private final NetworkDeeds networks;
  private final MachineDeeds ofMachines;
  private final PartDeeds parts;

  InjectionSite(Topology topology, Scenario scenario) {
    this.topology = topology;
    this.scenario = scenario;
    this.networks = new NetworkDeeds(topology);
    this.ofMachines = new MachineDeeds(topology);
    this.parts = new PartDeeds(topology);
  }

  @Override
  public List<String> machines() {
    return topology.machines();
  }

  @Override
  public String array() {
    return topology.array().name();
  }

  @Override
  public Injection order(int number, String text) {
    return ScenarioReader.order(OutsideOrders.FILE, text, number, topology, scenario);
  }

  @Override
  public EntityId victim(Deed deed, String target) {
    if (topology.vmNames().contains(target)) {
      return new EntityId(target);
    } else if (deed instanceof Deed.Fault fault) {
      if (fault.verb() == FaultVerb.RESTART_MACHINE) {
        return Injector.idOf(ofMachines.keeperOf(target));
      }
      return switch (fault.verb().victim()) {
        case MACHINE, HOST, VM -> Injector.idOf(target);
        case CONTROLLER -> new EntityId(array() + "." + target);
        case POOL, RAID_GROUP -> parts.controllerOf(target);
        case VOLUME -> parts.controllerOfLu(target);
      };
    }
    throw new IllegalArgumentException(deed.title() + " cannot be done on " + target);
  }

  @Override
  public String knows(Target selector) {
    return selector instanceof Target.InBackup ? topology.backupServer().name() : array();
  }

  @Override
  public Act ask(Injection injection, EntityId injector) {
    if (injection.on() instanceof Target.Owner owner) {
      return new Tell(
          CsvWiring.volumeOf(owner.csv()), new CsvVolume.AskOwner(injection.number(), injector));
    }
    return new Tell(
        BackupWiring.serverOf(topology), new DpmServer.AskAtWork(injection.number(), injector));
  }

  @Override
  public List<Act> observe(
      Injection injection, Trigger trigger, String machine, EntityId injector) {
    boolean host = topology.hostNames().contains(machine);
    if (host && trigger instanceof Trigger.Count count && count.hosts().contains(machine)) {
      return List.of(
          new Tell(
              CsvWiring.nodeOf(machine),
              new Observe(injection.number(), count.hosts(), count.atLeast(), injector)));
    } else if (host && trigger instanceof Trigger.Progress progress) {
      EntityId who =
          progress.course() == Trigger.Course.JOB
              ? BackupWiring.agentOf(machine)
              : MigrationWiring.serviceOf(machine);
      return List.of(
          new Tell(
              who,
              new Observe(injection.number(), progress.subjects(), progress.share(), injector)));
    }
    return List.of();
  }

  @Override
  public List<Act> begin(
      Injection injection, String target, EntityId injector, Function<EntityId, String> machineOf) {
    if (injection.deed() instanceof Deed.OfVm ofVm) {
      String by = BY + injection.number();
      VmRequest request = new VmRequest(ofVm.verb(), by, Optional.of(injector), ofVm.to());
      return List.of(new Tell(new EntityId(target), request));
    }
    Deed.Fault fault = (Deed.Fault) injection.deed();
    Disturbance by = new Disturbance(injection.number(), injector);
    if (fault.verb().isOfNetwork()) {
      return networks.begin(injection, fault, target, by);
    }
    return isOfMachine(fault)
        ? ofMachines.begin(injection, fault, target, by, machineOf)
        : parts.begin(fault, target, by);
  }

  private static Tell request(String vm, Verb verb, String by, EntityId injector) {
    return new Tell(new EntityId(vm), new VmRequest(verb, by, Optional.of(injector)));
  }

  private static boolean isOfMachine(Deed.Fault fault) {
    return switch (fault.verb()) {
      case KILL_MACHINE, HANG_MACHINE, RESTART_MACHINE -> true;
      default -> false;
    };
  }

  @Override
  public List<Act> end(Injection injection, String target, EntityId injector) {
    if (injection.deed() instanceof Deed.OfVm ofVm) {
      Verb back = ofVm.verb() == Verb.PAUSE ? Verb.RESUME : Verb.START;
      return List.of(request(target, back, "the end of " + BY + injection.number(), injector));
    } else if (((Deed.Fault) injection.deed()).verb().isOfNetwork()) {
      return networks.end(injection, target);
    } else if (isOfMachine((Deed.Fault) injection.deed())) {
      return ofMachines.end(injection, (Deed.Fault) injection.deed(), target);
    }
    return parts.end((Deed.Fault) injection.deed(), target);
  }

  @Override
  public Optional<Answer> answer(Message message) {
    if (message instanceof CsvVolume.OwnerIs owner) {
      return Optional.of(new Answer.Means(owner.ticket(), owner.hosts()));
    } else if (message instanceof DpmServer.AtWorkOn atWork) {
      return Optional.of(new Answer.Means(atWork.ticket(), atWork.vms()));
    } else if (message instanceof Observe.Observed observed) {
      return Optional.of(new Answer.Reached(observed.ticket()));
    } else if (message instanceof Disturbance.Touched touched) {
      return Optional.of(new Answer.Touched(touched.number(), touched.count(), touched.what()));
    } else if (message instanceof Disturbance.Refused refused) {
      return Optional.of(new Answer.Refused(refused.number(), refused.why()));
    } else if (message instanceof VmRequest.Done done) {
      String what = done.vm() + ", " + done.verb().key() + " done";
      return Optional.of(ofVm(done.by(), number -> new Answer.Touched(number, 1, what)));
    } else if (message instanceof VmRequest.Refused refused) {
      return Optional.of(ofVm(refused.by(), number -> new Answer.Refused(number, refused.why())));
    }
    return Optional.empty();
  }

  /** What ends an injection is a matter of course. */
  private static Answer ofVm(String by, IntFunction<Answer> answer) {
    Matcher asked = ASKED_BY.matcher(by);
    if (asked.matches()) {
      return answer.apply(Integer.parseInt(asked.group(1)));
    }
    return new Answer.Nothing(0);
  }
}

package kagemusha.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kagemusha.config.FaultVerb.Victim;
import kagemusha.config.VmOperation.Verb;

/** Reads what is done to the site in a run, in the order in which it is written. */
final class InjectionParts {
  /** What every injection may say. */
  private static final String[] OF_ALL = {
    "do", "on", "at", "when", "after", "probability", "for", "times", "must-touch"
  };

  /** What only some verbs take. */
  private static final List<String> SETTINGS =
      List.of(
          "to",
          "network",
          "direction",
          "delay",
          "loss",
          "bits-per-second",
          "factor",
          "period",
          "rebuild",
          "step",
          "real");

  private static final List<String> NO_STEPS =
      List.of("ready", "backup-complete", "deleted", "failed", "writes-held", "reverted");
  private static final List<Verb> CAN_LAST =
      List.of(Verb.PAUSE, Verb.SAVE, Verb.SHUT_DOWN, Verb.TURN_OFF);

  private final Topology topology;
  private final TriggerParts triggers;
  private final TargetParts targets;

  InjectionParts(Topology topology, List<BackupJob> jobs, Duration length) {
    this.topology = topology;
    this.triggers = new TriggerParts(topology, jobs, length);
    this.targets = new TargetParts(topology);
  }

  List<Injection> all(ConfigReader part) {
    var injections = new ArrayList<Injection>();
    for (ConfigReader element : part.optionalObjects("injections")) {
      ConfigReader checked = checked(element);
      Trigger trigger = triggers.trigger(checked);
      injections.add(injection(injections.size() + 1, checked, trigger));
    }
    return injections;
  }

  /** An order that comes during a run: without a trigger it is done at once. */
  Injection order(int number, ConfigReader element) {
    ConfigReader checked = checked(element);
    boolean waits = checked.has("at") || checked.has("when");
    return injection(number, checked, waits ? triggers.trigger(checked) : new Trigger.Ordered());
  }

  private static ConfigReader checked(ConfigReader element) {
    return element.allowing(
        Stream.concat(Stream.of(OF_ALL), SETTINGS.stream()).toArray(String[]::new));
  }

  private Injection injection(int number, ConfigReader element, Trigger trigger) {
    Deed deed = deed(element);
    Target on = targets.of(element, victim(deed));
    if (deed instanceof Deed.Fault fault && fault.verb().isOfNetwork()) {
      checkNetwork(element, fault.settings(), on);
    }
    Position position = element.position("do");
    return new Injection(
        number,
        position.file(),
        position.line(),
        deed,
        on,
        trigger,
        element.duration("after", "0 s", "30 d", Duration.ZERO),
        element.share("probability", "0 %", "100 %", 1),
        lasts(element, deed),
        element.has("times") ? times(element, trigger) : 1,
        element.flag("must-touch", false));
  }

  /** A step inside a guest is the virtual machine's, the others are the host's. */
  private static Victim victim(Deed deed) {
    if (deed instanceof Deed.Fault fault) {
      boolean guest =
          fault.settings().step().filter(step -> step.name().startsWith("guest-")).isPresent();
      return guest ? Victim.VM : fault.verb().victim();
    }
    return Victim.VM;
  }

  private static int times(ConfigReader element, Trigger trigger) {
    if (!(trigger instanceof Trigger.Reached)) {
      throw element.fault("times", "found it without a phase in when; only a phase comes again");
    }
    return element.integer("times", 1, 1_000_000);
  }

  private static Optional<Duration> lasts(ConfigReader element, Deed deed) {
    boolean mustEnd = isFault(deed, FaultVerb.HANG_MACHINE);
    if (!element.has("for") && !mustEnd) {
      return Optional.empty();
    }
    boolean can =
        deed instanceof Deed.Fault fault
            ? fault.verb().canLast()
            : CAN_LAST.contains(((Deed.OfVm) deed).verb());
    if (!can) {
      throw element.fault("for", "found it beside " + deed.title() + ", which does not end");
    } else if (isFault(deed, FaultVerb.KILL_MACHINE) && ((Deed.Fault) deed).settings().real()) {
      throw element.fault("for", "found it beside real; a process that is killed stays dead");
    }
    return Optional.of(element.duration("for", "1 ms", "30 d"));
  }

  private static boolean isFault(Deed deed, FaultVerb verb) {
    return deed instanceof Deed.Fault fault && fault.verb() == verb;
  }

  private Deed deed(ConfigReader element) {
    List<String> words = new ArrayList<>(Arrays.stream(Verb.values()).map(Verb::key).toList());
    Arrays.stream(FaultVerb.values()).map(FaultVerb::key).forEach(words::add);
    String word = element.oneOf("do", words);
    Optional<Verb> verb =
        Arrays.stream(Verb.values()).filter(v -> v.key().equals(word)).findFirst();
    if (verb.isPresent()) {
      return new Deed.OfVm(verb.get(), goesTo(element, verb.get()));
    }
    FaultVerb fault = element.choice("do", FaultVerb.values(), FaultVerb::key);
    return new Deed.Fault(fault, settings(element, fault));
  }

  private Optional<String> goesTo(ConfigReader element, Verb verb) {
    boolean goes = verb == Verb.LIVE_MIGRATE;
    checkTaken(element, verb.key(), key -> goes && key.equals("to"));
    if (!goes) {
      return Optional.empty();
    } else if (topology.hosts().size() < 2) {
      throw element.fault("do", "found " + verb.key() + "; a single host is in no cluster");
    }
    String kind = "host in topology '" + topology.name() + "'";
    return Optional.of(element.oneOf("to", kind, topology.hostNames()));
  }

  private static void checkTaken(ConfigReader element, String verb, Predicate<String> takes) {
    for (String key : SETTINGS) {
      if (element.has(key) && !takes.test(key)) {
        throw element.fault(key, "found beside " + verb + ", which does not take it");
      }
    }
  }

  private Deed.FaultSettings settings(ConfigReader element, FaultVerb verb) {
    if (verb == FaultVerb.FAIL_CONTROLLER && topology.array().controllers().size() < 2) {
      throw element.fault("do", "found " + verb.key() + "; there is no other controller");
    }
    checkTaken(element, verb.key(), verb::takes);
    Deed.FaultSettings none = Deed.FaultSettings.NONE;
    if (verb == FaultVerb.SLOW_STEP && element.has("factor") == element.has("delay")) {
      throw element.fault("factor", "slow-step takes either factor or delay");
    }
    List<String> networks = topology.networks().stream().map(n -> n.name()).toList();
    String network = "network in topology '" + topology.name() + "'";
    boolean anyNetwork = verb == FaultVerb.HEAL && !element.has("network");
    return new Deed.FaultSettings(
        verb.isOfNetwork() && !anyNetwork
            ? Optional.of(element.oneOf("network", network, networks))
            : Optional.empty(),
        element.has("to")
            ? Optional.of(
                element.oneOf(
                    "to", "machine in topology '" + topology.name() + "'", topology.machines()))
            : Optional.empty(),
        element.has("direction")
            ? element.choice("direction", Deed.Direction.values(), Deed.Direction::key)
            : none.direction(),
        wanted(verb, element, "delay", FaultVerb.DELAY)
            ? element.duration("delay", "1 us", "1 h")
            : none.more(),
        verb == FaultVerb.LOSS ? element.share("loss", "0.0001 %", "99.9 %") : none.loss(),
        verb == FaultVerb.BANDWIDTH
            ? element.bitsPerSecond("bits-per-second", "1 kbit/s", "100 Gbit/s")
            : none.bitsPerSecond(),
        wanted(verb, element, "factor", FaultVerb.SLOW_DISK)
            ? element.decimal("factor", 1, 100_000)
            : none.factor(),
        element.bytesPerSecond("rebuild", "1 MB/s", "1 GB/s", none.rebuildBytesPerSecond()),
        verb == FaultVerb.FLAP ? element.duration("period", "10 ms", "1 h") : none.period(),
        verb == FaultVerb.SLOW_STEP ? Optional.of(step(element)) : none.step(),
        element.flag("real", false));
  }

  private static boolean wanted(
      FaultVerb verb, ConfigReader element, String key, FaultVerb needsIt) {
    return verb == needsIt || (verb.takes(key) && element.has(key));
  }

  private static Phase step(ConfigReader element) {
    List<String> steps =
        PhaseNames.names().stream()
            .filter(name -> name.matches("(guest-)?vss\\..*"))
            .filter(name -> !NO_STEPS.contains(name.substring(name.indexOf('.') + 1)))
            .toList();
    return PhaseNames.named(element.oneOf("step", "step of a snapshot", steps)).orElseThrow();
  }

  /** A fault of a network that a machine is not attached to would touch nothing. */
  private void checkNetwork(ConfigReader element, Deed.FaultSettings settings, Target on) {
    if (settings.network().isEmpty()) {
      return;
    }
    String network = settings.network().get();
    List<String> ends = new ArrayList<>(settings.peer().stream().toList());
    if (on instanceof Target.Named named) {
      ends.add(named.name());
    }
    for (String end : ends) {
      if (!targets.networksOf(end).contains(network)) {
        String allowed = String.join(", ", targets.networksOf(end));
        String rule = "; allowed for " + end + ": " + allowed;
        throw element.fault("network", "found " + network + ", where " + end + " is not" + rule);
      }
    }
  }
}

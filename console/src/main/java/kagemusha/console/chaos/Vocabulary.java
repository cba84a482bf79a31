package kagemusha.console.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import kagemusha.config.ArraySpec;
import kagemusha.config.FaultVerb;
import kagemusha.config.Topology;
import kagemusha.config.VmOperation.Verb;
import kagemusha.kernel.random.RandomStream;

/**
 * What can be done to a site, each word with somebody to whom it can be done and settings that fit.
 * Hosts only are killed or hang: without its array or its users a site has nothing left to check.
 */
final class Vocabulary {
  /** What would only end something else; a machine that is killed for a while is restarted. */
  private static final Set<FaultVerb> LEFT_OUT = Set.of(FaultVerb.RESTART_MACHINE, FaultVerb.HEAL);

  private static final List<String> SLOW_STEPS =
      List.of("vss.freeze", "vss.prepare-for-snapshot", "vss.commit-snapshots");

  private final Topology topology;
  private final Map<String, String> homes;
  private final List<String> words = new ArrayList<>();

  /**
   * @param homes host of each virtual machine at the start
   */
  Vocabulary(Topology topology, Map<String, String> homes) {
    this.topology = topology;
    this.homes = new TreeMap<>(homes);
    Arrays.stream(Verb.values()).map(Verb::key).forEach(words::add);
    Arrays.stream(FaultVerb.values())
        .filter(word -> word != FaultVerb.FAIL_CONTROLLER || hasTwoControllers())
        .filter(word -> !LEFT_OUT.contains(word))
        .map(FaultVerb::key)
        .forEach(words::add);
  }

  private boolean hasTwoControllers() {
    return topology.array().controllers().size() > 1;
  }

  Incident draw(RandomStream dice, long fromMillis, long untilMillis) {
    String word = oneOf(words, dice);
    long at = fromMillis + dice.below(untilMillis - fromMillis);
    for (FaultVerb fault : FaultVerb.values()) {
      if (fault.key().equals(word)) {
        return fault(fault, dice).at(at);
      }
    }
    return ofVm(word, dice).at(at);
  }

  private Incident ofVm(String word, RandomStream dice) {
    String vm = oneOf(topology.vmNames(), dice);
    return switch (word) {
      case "pause", "save", "shut-down", "turn-off" ->
          new Incident(word, vm, "", 0, dice.chance(0.8) ? seconds(dice, 1, 60) : 0);
      case "live-migrate" -> new Incident(word, vm, "to = " + anotherHost(vm, dice), 0, 0);
      default -> new Incident(word, vm, "", 0, 0);
    };
  }

  /** Nobody is sent to where it is; later on that is refused in the run. */
  private String anotherHost(String vm, RandomStream dice) {
    return oneOf(
        topology.hostNames().stream().filter(host -> !host.equals(homes.get(vm))).toList(), dice);
  }

  private Incident fault(FaultVerb fault, RandomStream dice) {
    String on = victim(fault, dice);
    String more = settings(fault, on, dice);
    boolean ends = fault == FaultVerb.KILL_MACHINE ? dice.chance(0.5) : mustEnd(fault);
    long lasts = ends ? seconds(dice, 1, longest(fault)) : 0;
    return new Incident(fault.key(), on, more, 0, lasts);
  }

  private String victim(FaultVerb fault, RandomStream dice) {
    ArraySpec array = topology.array();
    return switch (fault.victim()) {
      case MACHINE, HOST, VM -> oneOf(topology.hostNames(), dice);
      case CONTROLLER -> oneOf(names(array.controllers(), c -> c.name()), dice);
      case RAID_GROUP -> oneOf(names(array.raidGroups(), g -> g.name()), dice);
      case POOL ->
          oneOf(array.lus().stream().map(ArraySpec.LuSpec::pool).distinct().toList(), dice);
      case VOLUME -> oneOf(array.csvNames(), dice);
    };
  }

  private static <T> List<String> names(List<T> parts, Function<T, String> name) {
    return parts.stream().map(name).toList();
  }

  private static boolean mustEnd(FaultVerb fault) {
    return fault.canLast() && fault != FaultVerb.KILL_AGENT;
  }

  private static int longest(FaultVerb fault) {
    return fault == FaultVerb.HANG_MACHINE ? 70 : 40;
  }

  private String settings(FaultVerb fault, String on, RandomStream dice) {
    List<String> more = new ArrayList<>();
    if (fault.isOfNetwork()) {
      more.add("network = " + oneOf(topology.host(on).networks(), dice));
      if (dice.chance(0.3)) {
        more.add("direction = " + oneOf(List.of("out", "in"), dice));
      }
    }
    switch (fault) {
      case DELAY -> more.add("delay = " + (1 + dice.below(200)) + " ms");
      case LOSS -> more.add("loss = " + (1 + dice.below(50)) + " %");
      case BANDWIDTH -> more.add("bits-per-second = " + (1 + dice.below(100)) + " Mbit/s");
      case FLAP -> more.add("period = " + (100 + dice.below(5000)) + " ms");
      case SLOW_DISK -> more.add("factor = " + (2 + dice.below(20)));
      case SLOW_STEP -> {
        more.add("step = " + oneOf(SLOW_STEPS, dice));
        more.add("factor = " + (2 + dice.below(100)));
      }
      default -> {
        // It takes nothing.
      }
    }
    return String.join(", ", more);
  }

  private static long seconds(RandomStream dice, int least, int most) {
    return 1000L * least + dice.below(1000L * (most - least));
  }

  private static String oneOf(List<String> words, RandomStream dice) {
    return words.get((int) dice.below(words.size()));
  }

  /** All words that can be drawn. */
  Set<String> words() {
    return new TreeSet<>(words);
  }
}

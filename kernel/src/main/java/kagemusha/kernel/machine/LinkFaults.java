package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.Impairment;
import kagemusha.kernel.entity.LinkFault;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.random.RandomStream;

/**
 * The faults on the ways out of one machine. A way is the same for all that is sent within a
 * segment: faults begin, turn and end between segments.
 *
 * <pre>
 * announced --its time--> bad --healed, end of the run--> ended
 *                         bad <--in turns, if it flaps--> good
 * </pre>
 */
final class LinkFaults {
  /** Source and numbers of the events, this product's own. */
  static final String SOURCE = "Network";

  static final int BEGINS = 9311;
  static final int ENDS = 9312;
  static final int ENDS_UNTOUCHED = 9313;

  private record Way(LinkPath path, LinkPath.Touched touched) {}

  private static final class Active {
    final LinkFault fault;
    final List<Way> ways = new ArrayList<>();
    boolean bad;

    Active(LinkFault fault) {
      this.fault = fault;
    }
  }

  private final String machine;
  private final RunSettings settings;
  private final TreeMap<Long, List<Runnable>> steps = new TreeMap<>();
  private final TreeMap<String, Active> active = new TreeMap<>();

  /** By network, then by the other machine. */
  private final TreeMap<String, TreeMap<String, LinkPath>> paths = new TreeMap<>();

  private final List<Statistic> statistics = new ArrayList<>();
  private final Consumer<EventRecord> log;
  private boolean muted;

  LinkFaults(String machine, RunSettings settings, Consumer<EventRecord> log) {
    this.machine = machine;
    this.settings = settings;
    this.log = log;
  }

  /** Takes in what has been announced. */
  void learn(LinkNews news) {
    if (news instanceof LinkNews.Impaired impaired) {
      LinkFault fault = impaired.fault();
      if (fault.hops().stream().anyMatch(hop -> hop.from().equals(machine))) {
        add(fault.fromNanos(), () -> begin(fault));
        add(settings.endNanos(), () -> end(fault.name(), settings.endNanos()));
      }
    } else if (news instanceof LinkNews.Healed healed) {
      add(healed.fromNanos(), () -> end(healed.fault(), healed.fromNanos()));
    }
  }

  private void add(long atNanos, Runnable step) {
    steps.computeIfAbsent(atNanos, at -> new ArrayList<>()).add(step);
  }

  /** When a way next changes. */
  long nextNanos() {
    return steps.isEmpty() ? Long.MAX_VALUE : steps.firstKey();
  }

  /**
   * What has changed before this time, to a machine that has come back: it knows now, and says
   * nothing of it.
   */
  void catchUp(long nowNanos) {
    muted = true;
    advance(nowNanos - 1);
    muted = false;
  }

  /** Ways change as they have to at this time. */
  void advance(long nowNanos) {
    while (nextNanos() <= nowNanos) {
      steps.pollFirstEntry().getValue().forEach(Runnable::run);
    }
  }

  /** Whether no way has ever been impaired. */
  boolean isQuiet() {
    return paths.isEmpty();
  }

  /**
   * The way to another machine, null if all is well with it. A fault of all networks hides those of
   * one.
   */
  LinkPath path(String network, String to) {
    LinkPath all = pathOf(LinkFault.ALL_NETWORKS, to);
    return all == null ? pathOf(network, to) : all;
  }

  private LinkPath pathOf(String network, String to) {
    TreeMap<String, LinkPath> ofNetwork = paths.get(network);
    LinkPath path = ofNetwork == null ? null : ofNetwork.get(to);
    return path == null || path.isWell() ? null : path;
  }

  private void begin(LinkFault fault) {
    if (active.containsKey(fault.name())) {
      end(fault.name(), fault.fromNanos());
    }
    Active begun = new Active(fault);
    List<String> others =
        fault.hops().stream()
            .filter(hop -> hop.from().equals(machine))
            .map(LinkFault.Hop::to)
            .toList();
    for (String other : others) {
      LinkPath path =
          paths
              .computeIfAbsent(fault.network(), network -> new TreeMap<>())
              .computeIfAbsent(other, to -> new LinkPath(stream(fault.network(), to)));
      begun.ways.add(new Way(path, new LinkPath.Touched(fault.impairment())));
    }
    active.put(fault.name(), begun);
    say(
        fault.fromNanos(),
        BEGINS,
        Level.WARNING,
        "Network %s from %s to %s: %s."
            .formatted(
                fault.network(), machine, String.join(", ", others), said(fault.impairment())),
        fault.name());
    turn(begun, fault.fromNanos());
  }

  private RandomStream stream(String network, String to) {
    return RandomStream.of(settings.seed(), machine, "way over " + network + " to " + to);
  }

  /** Well becomes bad and bad becomes well, again and again if the fault flaps. */
  private void turn(Active which, long nowNanos) {
    if (active.get(which.fault.name()) != which) {
      return;
    }
    which.bad = !which.bad;
    for (Way way : which.ways) {
      if (which.bad) {
        way.path().add(way.touched());
      } else {
        way.path().remove(way.touched());
      }
    }
    Impairment impairment = which.fault.impairment();
    long stays = which.bad ? impairment.badNanos() : impairment.goodNanos();
    if (stays > 0) {
      add(nowNanos + stays, () -> turn(which, nowNanos + stays));
    }
  }

  private void end(String name, long nowNanos) {
    Active ended = active.remove(name);
    if (ended == null) {
      return;
    }
    ended.ways.forEach(way -> way.path().remove(way.touched()));
    if (muted) {
      return;
    }
    long waited = sum(ended, "waited", each -> each.waited);
    long repeated = sum(ended, "repeated", each -> each.repeated);
    long lost = sum(ended, "lost", each -> each.lost);
    long delayed = sum(ended, "delayed", each -> each.delayed);
    boolean touched = waited + repeated + lost + delayed > 0;
    say(
        nowNanos,
        touched ? ENDS : ENDS_UNTOUCHED,
        touched ? Level.INFORMATION : Level.WARNING,
        "Network %s from %s is well again: %d messages and I/Os waited, %d were repeated, %d were late, %d datagrams were lost."
            .formatted(ended.fault.network(), machine, waited, repeated, delayed, lost),
        name);
  }

  private long sum(Active ended, String what, ToLongFunction<LinkPath.Touched> count) {
    long sum = ended.ways.stream().map(Way::touched).mapToLong(count).sum();
    statistics.add(
        new Statistic("Network fault", ended.fault.name() + " on " + machine, what, sum));
    return sum;
  }

  private static String said(Impairment what) {
    List<String> parts = new ArrayList<>();
    if (what.cut()) {
      parts.add("cut");
    }
    if (what.loss() > 0) {
      parts.add("%.3g %% lost".formatted(100 * what.loss()));
    }
    if (what.delayNanos() > 0) {
      parts.add("%.3f ms late".formatted(what.delayNanos() / 1e6));
    }
    if (what.bitsPerSecond() > 0) {
      parts.add("at most %.3f Mbit/s".formatted(what.bitsPerSecond() / 1e6));
    }
    if (what.badNanos() > 0) {
      parts.add(
          "%.3f s so and %.3f s well in turns"
              .formatted(what.badNanos() / 1e9, what.goodNanos() / 1e9));
    }
    return String.join(", ", parts);
  }

  private void say(long atNanos, int id, Level level, String text, String fault) {
    if (muted) {
      return;
    }
    log.accept(new EventRecord(atNanos, machine, SOURCE, id, level, text, fault));
  }

  /** What the faults that have ended have touched, in the order of their ends. */
  List<Statistic> statistics() {
    return List.copyOf(statistics);
  }
}

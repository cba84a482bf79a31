package kagemusha.node.invariant;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kagemusha.config.Scenario;
import kagemusha.config.Topology;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.SampleRow;

/**
 * Watches over the laws of a run while it goes on. It is told what is committed, in order, and of
 * the end; it decides nothing in the run.
 */
public final class Invariants {
  /**
   * What laws have to know.
   *
   * @param csvOwners host that owns each volume at the start
   * @param jobPatience a job that is still open when the run ends has failed silently if it was
   *     begun so long ago
   */
  public record Site(Set<String> hosts, Map<String, String> csvOwners, Duration jobPatience) {
    public Site {
      hosts = Collections.unmodifiableSet(new LinkedHashSet<>(hosts));
      csvOwners = Collections.unmodifiableMap(new LinkedHashMap<>(csvOwners));
    }

    public static Site of(Topology topology, Scenario scenario, Duration jobPatience) {
      return new Site(new LinkedHashSet<>(topology.hostNames()), scenario.csvOwners(), jobPatience);
    }
  }

  /**
   * [EE] How long a job of a working day may take; the longest of the paper, a whole replica under
   * load, takes an hour and a half.
   */
  public static final Duration PATIENCE_OF_A_DAY = Duration.ofHours(3);

  private static final int MOST = 100;

  /** A counter that some law looks at. */
  private record Watched(int place, String counter, Checker by) {}

  private final List<Checker> checkers;
  private final List<Breach> breaches = new ArrayList<>();
  private final List<String> machines = new ArrayList<>();
  private final List<List<Watched>> watched = new ArrayList<>();

  public Invariants(Site site) {
    this.checkers = Checker.all(site);
  }

  /** The run begins with these machines, each with its counters. */
  public void begun(List<String> names, List<List<CounterColumn>> columns) {
    machines.addAll(names);
    for (List<CounterColumn> own : columns) {
      List<Watched> wanted = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        for (Checker checker : checkers) {
          if (checker.wants(own.get(i).name())) {
            wanted.add(new Watched(i, own.get(i).name(), checker));
          }
        }
      }
      watched.add(wanted);
    }
  }

  /** A tick is committed. */
  public void committed(List<List<SampleRow>> samples, List<EventRecord> events) {
    for (EventRecord event : events) {
      checkers.forEach(checker -> checker.happened(event, this::add));
    }
    for (int machine = 0; machine < samples.size(); machine++) {
      for (SampleRow row : samples.get(machine)) {
        sampled(machine, row);
      }
    }
  }

  private void sampled(int machine, SampleRow row) {
    for (Watched each : watched.get(machine)) {
      double value = row.values()[each.place()];
      if (!Double.isNaN(value)) {
        each.by().sampled(machines.get(machine), each.counter(), row.timeNanos(), value, this::add);
      }
    }
  }

  /** The process of a machine is gone. */
  public void lost(String machine, long timeNanos) {
    checkers.forEach(checker -> checker.lost(machine, timeNanos));
  }

  /** All of virtual time has passed. */
  public void ended(long timeNanos) {
    checkers.forEach(checker -> checker.ended(timeNanos, this::add));
  }

  private void add(Breach breach) {
    if (breaches.size() < MOST) {
      breaches.add(breach);
    }
  }

  /** What was broken, in the order in which it was found; at most a hundred. */
  public List<Breach> breaches() {
    return List.copyOf(breaches);
  }
}

package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.config.BackupJob;

/**
 * What the DPM server knows: members of protection groups, the states of their replicas, recovery
 * points, runs and alerts. It changes only by {@link #apply}.
 */
final class Catalogue {
  private final ReplicaStore store = new ReplicaStore();
  private final Map<String, String> groups = new TreeMap<>();
  private final Map<String, CatalogueEvent.GroupSet> settings = new TreeMap<>();
  private final Map<String, ReplicaState> replicas = new TreeMap<>();
  private final Map<String, List<RecoveryPoint>> points = new TreeMap<>();
  private final Map<String, Set<Integer>> alerts = new TreeMap<>();
  private final Map<String, CatalogueEvent.RunBegun> open = new TreeMap<>();
  private final Set<String> begun = new TreeSet<>();
  private final Map<String, Long> failed = new TreeMap<>();
  private final Map<Integer, Long> placed = new TreeMap<>();
  private Optional<CatalogueEvent.VolumesGrown> growth = Optional.empty();

  void apply(CatalogueEvent event) {
    if (event instanceof CatalogueEvent.MemberAdded added) {
      groups.put(added.vm(), added.group());
    } else if (event instanceof CatalogueEvent.GroupSet set) {
      settings.put(set.group(), set);
    } else if (event instanceof CatalogueEvent.VolumesGrown grown) {
      growth = Optional.of(grown);
    } else if (event instanceof CatalogueEvent.Placed place) {
      placed.merge(place.lu(), place.endBlock(), Math::max);
    } else if (event instanceof CatalogueEvent.RunBegun run) {
      open.put(run.run(), run);
      begun.add(run.run());
    } else if (event instanceof CatalogueEvent.RunEnded run) {
      ended(run, open.remove(run.run()));
    } else if (event instanceof CatalogueEvent.ReplicaChanged changed) {
      replicas.put(changed.vm(), changed.state());
    } else if (event instanceof CatalogueEvent.AlertRaised raised) {
      alerts.computeIfAbsent(raised.vm(), vm -> new TreeSet<>()).add(raised.number());
    } else if (event instanceof CatalogueEvent.AlertResolved resolved) {
      alerts.computeIfAbsent(resolved.vm(), vm -> new TreeSet<>()).remove(resolved.number());
    } else if (event instanceof CatalogueEvent.PointCreated created) {
      RecoveryPoint point = created.point();
      points.computeIfAbsent(point.vm(), vm -> new ArrayList<>()).add(point);
      store.freeze(point.vm(), point.name());
    } else if (event instanceof CatalogueEvent.PointExpired expired) {
      points.get(expired.vm()).removeIf(point -> point.name().equals(expired.name()));
      store.drop(expired.vm(), expired.name());
    } else if (event instanceof CatalogueEvent.Content content) {
      store.apply(content);
    } else if (event instanceof CatalogueEvent.Presence presence) {
      store.apply(presence);
    } else if (event instanceof CatalogueEvent.Damaged damaged) {
      store.damage(damaged.vm(), damaged.role(), damaged.block());
    }
  }

  private void ended(CatalogueEvent.RunEnded run, CatalogueEvent.RunBegun begun) {
    if (!run.failure().isEmpty()) {
      failed.put(run.run(), run.timeNanos());
    } else if (begun.kind() != BackupJob.Kind.RECOVERY) {
      store.seal(begun.vm());
    }
  }

  ReplicaStore store() {
    return store;
  }

  Optional<String> group(String vm) {
    return Optional.ofNullable(groups.get(vm));
  }

  /** The settings of a protection group, if it is one that has some. */
  Optional<CatalogueEvent.GroupSet> settings(String group) {
    return Optional.ofNullable(settings.get(group));
  }

  /** The block behind all that has been restored to a LU as another place; 0 if nothing has. */
  long placedEnd(int lu) {
    return placed.getOrDefault(lu, 0L);
  }

  /** The last growth of the volumes, if they have grown. */
  Optional<CatalogueEvent.VolumesGrown> growth() {
    return growth;
  }

  ReplicaState replica(String vm) {
    return replicas.getOrDefault(vm, ReplicaState.MISSING);
  }

  Set<Integer> alerts(String vm) {
    return alerts.getOrDefault(vm, Set.of());
  }

  /** The recovery points of a VM, the oldest first. */
  List<RecoveryPoint> points(String vm) {
    return List.copyOf(points.getOrDefault(vm, List.of()));
  }

  Optional<RecoveryPoint> newest(String vm) {
    List<RecoveryPoint> all = points(vm);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * The points of all VMs that are older than the retention of their group.
   *
   * @param retentionNanos that of a VM outside any group
   */
  List<RecoveryPoint> expired(long nowNanos, long retentionNanos) {
    return points.values().stream()
        .flatMap(List::stream)
        .filter(point -> nowNanos - point.timeNanos() > retention(point.vm(), retentionNanos))
        .toList();
  }

  private long retention(String vm, long otherwiseNanos) {
    return group(vm)
        .flatMap(this::settings)
        .map(CatalogueEvent.GroupSet::retentionNanos)
        .orElse(otherwiseNanos);
  }

  /** Runs that have begun and not ended, in the order of their names. */
  List<CatalogueEvent.RunBegun> open() {
    return List.copyOf(open.values());
  }

  /** When a run failed, if it has. */
  Optional<Long> failedAtNanos(String run) {
    return Optional.ofNullable(failed.get(run));
  }

  boolean hasBegun(String run) {
    return begun.contains(run);
  }
}

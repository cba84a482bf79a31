package kagemusha.backup.dpm;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.config.BackupJob;
import kagemusha.config.ProtectionGroup;
import kagemusha.kernel.entity.Context;

/**
 * Writes the catalogue: what changes goes to the journal and, if it concerns people, to the log.
 */
final class Ledger {
  private final Catalogue catalogue;

  Ledger(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  void record(CatalogueEvent event, Context context) {
    catalogue.apply(event);
    context.persist(event);
  }

  /** Notes the group of a run's VM and its settings, where they are new. */
  void member(Run run, Optional<ProtectionGroup> group, Context context) {
    String name = group.map(ProtectionGroup::name).orElse(run.method().key());
    if (!catalogue.group(run.vm()).equals(Optional.of(name))) {
      record(new CatalogueEvent.MemberAdded(run.vm(), name), context);
    }
    Optional<CatalogueEvent.GroupSet> settings = group.map(CatalogueEvent.GroupSet::of);
    if (settings.isPresent() && !catalogue.settings(name).equals(settings)) {
      record(settings.get(), context);
    }
  }

  /** Content that the replica has and the journal has not. */
  void save(OpenDisk disk, Context context) {
    String vm = disk.run().run().vm();
    catalogue.store().drain(vm, disk.disk().role()).forEach(context::persist);
  }

  /** What becomes of a replica when a run has ended. */
  void settled(
      String run, BackupJob.Kind kind, String vm, boolean good, boolean touched, Context context) {
    ReplicaState state = catalogue.replica(vm);
    change(run, vm, ReplicaRules.ended(kind, state, good, touched), context);
  }

  void change(String run, String vm, ReplicaRules.Change change, Context context) {
    if (catalogue.replica(vm) != change.next()) {
      record(new CatalogueEvent.ReplicaChanged(vm, change.next()), context);
    }
    Set<Integer> before = new TreeSet<>(catalogue.alerts(vm));
    for (int number : change.alerts()) {
      if (!before.remove(number)) {
        record(new CatalogueEvent.AlertRaised(vm, number), context);
        if (number == ReplicaRules.INCONSISTENT_ALERT) {
          ServerEvents.error(
              context,
              number,
              run,
              "The replica of %s is inconsistent; only a consistency check helps.",
              vm);
        } else {
          ServerEvents.note(context, number, run, "The replica of %s is being verified.", vm);
        }
      }
    }
    before.forEach(old -> record(new CatalogueEvent.AlertResolved(vm, old), context));
  }

  /**
   * Forgets recovery points that are older than the retention of their VM's group.
   *
   * @param retentionNanos that of a VM outside any group
   */
  void expire(long retentionNanos, Context context) {
    for (RecoveryPoint point : catalogue.expired(context.nowNanos(), retentionNanos)) {
      record(new CatalogueEvent.PointExpired(point.vm(), point.name()), context);
      ServerEvents.note(
          context,
          ServerEvents.POINT_EXPIRED,
          point.name(),
          "Recovery point %s has reached the end of its retention.",
          point.name());
    }
  }

  /** A block loses its content; a journal that did not know it would bring it back. */
  void damage(DpmServer.DamageBlock damage, Context context) {
    if (!catalogue.store().image(damage.vm(), damage.role()).has(damage.block())) {
      return;
    }
    record(new CatalogueEvent.Damaged(damage.vm(), damage.role(), damage.block()), context);
    ServerEvents.warn(
        context,
        ServerEvents.BLOCK_DAMAGED,
        damage.vm(),
        "Block %d of disk %s of the replica of %s has lost its content.",
        damage.block(),
        damage.role(),
        damage.vm());
  }
}

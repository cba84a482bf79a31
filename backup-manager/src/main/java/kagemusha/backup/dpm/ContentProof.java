package kagemusha.backup.dpm;

import java.util.Map;
import java.util.Optional;
import kagemusha.config.BackupJob;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.Context;

/**
 * Compares what is stored or restored with where it came from, block by block, and says so in the
 * event log. Replica and recovery point are compared with the digest that the array made of its
 * snapshot: a difference is found for certain but not its place, which a consistency check names. A
 * restored disk is compared block by block. What lies on the server's disks is sealed with a
 * fingerprint, so that a block that goes bad between two jobs does not pass for what was stored.
 */
final class ContentProof {
  private final ReplicaStore store;
  private final Optional<DatabaseProof> database;

  ContentProof(ReplicaStore store, Optional<DatabaseProof> database) {
    this.store = store;
    this.database = database;
  }

  /**
   * A disk is about to be read or compared. An express full would take a block that has gone bad
   * for one that has changed, and repair it without a word.
   */
  void opened(OpenDisk disk, Context context) {
    Run run = disk.run().run();
    VhdRole role = disk.disk().role();
    if (run.kind() == BackupJob.Kind.EXPRESS_FULL && !store.isIntact(run.vm(), role)) {
      ServerEvents.error(
          context,
          ServerEvents.CONTENT_DIFFERS,
          run.id(),
          "Disk %s of the replica of %s has changed since the last job wrote it.",
          role,
          run.vm());
    }
  }

  /** A disk of a replica; the answer is what is wrong, or empty. */
  String stored(OpenDisk disk, DpmServer.DiskShipped shipped, Context context) {
    Run run = disk.run().run();
    VhdRole role = disk.disk().role();
    if (run.kind() == BackupJob.Kind.CONSISTENCY_CHECK && shipped.differing() > 0) {
      ServerEvents.warn(
          context,
          ServerEvents.DIFFERENCES,
          run.id(),
          "%d blocks of disk %s of %s differed from the replica, the first at block %d.",
          shipped.differing(),
          role,
          run.vm(),
          shipped.firstDifferent() - disk.disk().firstBlock());
    }
    if (disk.run().isFull()) {
      return "the replica volumes are full";
    } else if (!disk.agrees(disk.image())) {
      ServerEvents.error(
          context,
          ServerEvents.CONTENT_DIFFERS,
          run.id(),
          "Disk %s of the replica of %s differs from its snapshot.",
          role,
          run.vm());
      return "the replica differs from the snapshot";
    }
    ServerEvents.note(
        context,
        ServerEvents.DISK_VERIFIED,
        run.id(),
        "Disk %s of %s agrees with its snapshot in every block (%d MB).",
        role,
        run.vm(),
        shipped.readBytes() / 1_000_000);
    return "";
  }

  /** A restored disk that has been read back; the answer is what is wrong, or empty. */
  String restored(OpenDisk disk, DpmServer.DiskShipped shipped, Context context) {
    Run run = disk.run().run();
    String point = disk.run().source().orElseThrow().name();
    if (shipped.differing() > 0) {
      ServerEvents.error(
          context,
          ServerEvents.CONTENT_DIFFERS,
          run.id(),
          "Disk %s of %s differs from recovery point %s in %d blocks, the first is block %d.",
          disk.disk().role(),
          run.vm(),
          point,
          shipped.differing(),
          shipped.firstDifferent() - disk.disk().firstBlock());
      return "the restored disk differs from the recovery point";
    } else if (!store.isIntact(run.vm(), point, disk.disk().role())) {
      ServerEvents.error(
          context,
          ServerEvents.CONTENT_DIFFERS,
          run.id(),
          "Disk %s of recovery point %s has changed since its job made it.",
          disk.disk().role(),
          point);
      return "the recovery point has changed since its job made it";
    }
    ServerEvents.note(
        context,
        ServerEvents.RESTORE_VERIFIED,
        run.id(),
        "Disk %s of %s agrees with recovery point %s in every block (%d MB).",
        disk.disk().role(),
        run.vm(),
        point,
        shipped.readBytes() / 1_000_000);
    return "";
  }

  /** A recovery point that has just been made. */
  void point(ActiveRun run, RecoveryPoint point, Map<VhdRole, DiskImage> images, Context context) {
    String id = run.run().id();
    ServerEvents.note(
        context,
        ServerEvents.POINT_CREATED,
        id,
        "Recovery point %s of %s is there.",
        point.name(),
        point.vm());
    if (run.disks().stream().allMatch(disk -> disk.agrees(images.get(disk.disk().role())))) {
      ServerEvents.note(
          context,
          ServerEvents.POINT_VERIFIED,
          id,
          "Recovery point %s agrees with the snapshot of its job in every block.",
          point.name());
    } else {
      ServerEvents.error(
          context,
          ServerEvents.CONTENT_DIFFERS,
          id,
          "Recovery point %s differs from the snapshot of its job.",
          point.name());
    }
    database(run, point, "in", context);
  }

  /** A run that makes no recovery point has gone well. */
  void ended(ActiveRun run, Context context) {
    if (run.run().kind() == BackupJob.Kind.RECOVERY) {
      restored(run, run.source().orElseThrow(), context);
    } else if (!run.disks().stream().allMatch(disk -> disk.agrees(disk.image()))) {
      ServerEvents.error(
          context,
          ServerEvents.CONTENT_DIFFERS,
          run.run().id(),
          "The replica of %s has changed since its disks were verified.",
          run.run().vm());
    }
  }

  /** Every block read back was that of the recovery point, so its database is the restored one. */
  private void restored(ActiveRun run, RecoveryPoint point, Context context) {
    RestoreScope scope = RestoreScope.of(run.run(), store.point(point.vm(), point.name()));
    boolean wanted =
        run.run().restore().wants(VhdRole.DATABASE) && run.run().restore().wants(VhdRole.LOG);
    if (wanted && scope.isWhole(VhdRole.DATABASE) && scope.isWhole(VhdRole.LOG)) {
      database(run, point, "restored from", context);
    } else {
      ServerEvents.note(
          context,
          ServerEvents.DATABASE_NOT_CHECKED,
          run.run().id(),
          "A part of recovery point %s has been restored; its database is not checked.",
          point.name());
    }
  }

  private void database(ActiveRun run, RecoveryPoint point, String where, Context context) {
    String id = run.run().id();
    if (database.isEmpty()) {
      return;
    } else if (!point.whole()) {
      ServerEvents.note(
          context,
          ServerEvents.DATABASE_NOT_CHECKED,
          id,
          "Recovery point %s holds a part of the disks only; its database is not checked.",
          point.name());
      return;
    }
    DatabaseProof.Verdict verdict =
        database.get().check(store.point(point.vm(), point.name()), point.document());
    String text =
        "Database of %s %s recovery point %s: %s."
            .formatted(point.vm(), where, point.name(), verdict.text());
    if (verdict.sound()) {
      ServerEvents.note(context, ServerEvents.DATABASE_CHECKED, id, "%s", text);
    } else {
      ServerEvents.error(context, ServerEvents.DATABASE_CHECKED, id, "%s", text);
    }
  }
}

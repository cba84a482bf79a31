package kagemusha.backup.dpm;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import kagemusha.config.BackupJob;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.Context;

/**
 * Compares what is stored or restored with where it came from, block by block, and says so in the
 * event log. Replica and recovery point are compared with the digest that the array made of its
 * snapshot: a difference is found for certain but not its place, which a consistency check names. A
 * restored disk is compared block by block.
 */
final class ContentProof {
  private final Optional<DatabaseProof> database;

  ContentProof(Optional<DatabaseProof> database) {
    this.database = database;
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
    database.ifPresent(
        proof -> {
          Map<VhdRole, DatabaseProof.Blocks> disks = new EnumMap<>(VhdRole.class);
          disks.putAll(images);
          say(proof.check(point.vm(), disks, point.document()), point, id, context);
        });
  }

  private static void say(
      DatabaseProof.Verdict verdict, RecoveryPoint point, String run, Context context) {
    String text =
        "Database of %s in recovery point %s: %s."
            .formatted(point.vm(), point.name(), verdict.text());
    if (verdict.sound()) {
      ServerEvents.note(context, ServerEvents.DATABASE_CHECKED, run, "%s", text);
    } else {
      ServerEvents.error(context, ServerEvents.DATABASE_CHECKED, run, "%s", text);
    }
  }
}

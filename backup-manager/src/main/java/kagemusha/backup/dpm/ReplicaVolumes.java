package kagemusha.backup.dpm;

import java.util.Optional;
import kagemusha.backup.BackupWiring;
import kagemusha.config.GrowthSpec;
import kagemusha.kernel.entity.Context;

/**
 * The room of the DPM server's replicas and recovery points. When it is used up and there is a
 * storage pool, it grows, but not twice in short order; what does not fit then fails its job.
 */
final class ReplicaVolumes {
  private final long initialBytes;
  private final Optional<GrowthSpec> growth;
  private final Catalogue catalogue;
  private final Ledger ledger;

  ReplicaVolumes(BackupWiring wiring, Catalogue catalogue, Ledger ledger) {
    this.initialBytes = wiring.serverSpec().replicaCapacityBytes();
    this.growth = wiring.spec().dpm().tuning().growth();
    this.catalogue = catalogue;
    this.ledger = ledger;
  }

  long capacityBytes() {
    return catalogue.growth().map(CatalogueEvent.VolumesGrown::capacityBytes).orElse(initialBytes);
  }

  /** Writes to a replica if there is room or can be made; false if there is none. */
  boolean write(OpenDisk disk, long firstBlock, int blocks, int[] versions, Context context) {
    do {
      if (catalogue
          .store()
          .write(
              disk.run().run().vm(),
              disk.disk().role(),
              firstBlock - disk.disk().firstBlock(),
              blocks,
              versions,
              capacityBytes())) {
        return true;
      }
    } while (grow(disk.run().run(), context));
    return false;
  }

  private boolean grow(Run run, Context context) {
    long capacity = capacityBytes();
    Optional<Long> next = grown(capacity, context.nowNanos());
    next.ifPresent(
        bytes -> {
          ledger.record(new CatalogueEvent.VolumesGrown(bytes, context.nowNanos()), context);
          ServerEvents.note(
              context,
              ServerEvents.VOLUMES_GROWN,
              run.id(),
              "The replica volumes grow from %d MB to %d MB.",
              capacity / 1_000_000,
              bytes / 1_000_000);
        });
    return next.isPresent();
  }

  /** The next size, if there is a larger one and its time has come. */
  private Optional<Long> grown(long capacity, long nowNanos) {
    return growth
        .filter(
            spec ->
                catalogue
                    .growth()
                    .map(last -> nowNanos - last.timeNanos() >= spec.interval().toNanos())
                    .orElse(true))
        .map(spec -> spec.grown(capacity))
        .filter(bytes -> bytes > capacity);
  }
}

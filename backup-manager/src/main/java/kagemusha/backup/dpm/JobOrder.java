package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.backup.VmDisks;
import kagemusha.config.BackupJob;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.store.StoreDocument;

/**
 * What an agent is to do for one VM.
 *
 * @param run unique; also the name of the snapshot set
 * @param dataSetBytes at most so much of the VM's disks is protected
 * @param terms how it is to be sent
 * @param restore of a recovery: where to
 * @param known what the store had said of itself for the newest recovery point; zeros if nothing
 */
public record JobOrder(
    String run,
    BackupJob.Kind kind,
    BackupJob.Method method,
    String vm,
    long dataSetBytes,
    EntityId server,
    ShippingTerms terms,
    Known known,
    RestoreOrder restore) {
  /** How far the newest recovery point goes in the store's log. */
  public record Known(int checkpoint, int lastLog) {
    static final Known NOTHING = new Known(0, 0);

    static Known of(StoreDocument document) {
      return new Known(document.checkpoint(), document.lastLog());
    }
  }

  JobOrder(
      String run,
      BackupJob.Kind kind,
      BackupJob.Method method,
      String vm,
      long dataSetBytes,
      EntityId server) {
    this(
        run,
        kind,
        method,
        vm,
        dataSetBytes,
        server,
        ShippingTerms.NONE,
        Known.NOTHING,
        RestoreOrder.ORIGINAL);
  }

  String stream(VmDisks.Disk disk) {
    return run + "." + disk.role();
  }

  /** The stream that reads back what a restore has written. */
  String proofStream(VmDisks.Disk disk) {
    return run + ".proof." + disk.role();
  }

  String proofSnapshot(int lu) {
    return run + ".proof.lu" + lu;
  }

  /** Of each disk the same share, from its start, so that the whole is the data set. */
  List<VmDisks.Disk> within(List<VmDisks.Disk> disks) {
    long all = disks.stream().mapToLong(disk -> Pieces.blocks(disk.extents())).sum();
    long wanted = Math.min(all, dataSetBytes / IoBatch.BLOCK_BYTES);
    List<VmDisks.Disk> cut = new ArrayList<>();
    for (VmDisks.Disk disk : disks) {
      long share = (long) ((double) wanted * Pieces.blocks(disk.extents()) / all);
      if (share > 0) {
        List<Extent> extents = RestoreScope.first(share, disk.extents());
        cut.add(new VmDisks.Disk(disk.role(), disk.lu(), disk.firstBlock(), extents));
      }
    }
    return cut;
  }
}

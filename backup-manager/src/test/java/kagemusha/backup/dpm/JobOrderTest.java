package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.backup.VmDisks;
import kagemusha.config.BackupJob;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.EntityId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class JobOrderTest {
  private static final int BLOCK = 16 * 1024;

  private static JobOrder job(long bytes) {
    return new JobOrder(
        "J",
        BackupJob.Kind.REPLICA_CREATION,
        BackupJob.Method.NETWORK,
        "GUEST3",
        bytes,
        new EntityId("DPMSV.dpm"));
  }

  private static VmDisks.Disk disk(VhdRole role, Extent... extents) {
    return new VmDisks.Disk(role, 0, 0, List.of(extents));
  }

  private static long blocks(List<VmDisks.Disk> disks) {
    return disks.stream().flatMap(disk -> disk.extents().stream()).mapToLong(Extent::blocks).sum();
  }

  @Test
  void takesOfEachDiskTheSameShareFromItsStart() {
    VmDisks.Disk database = disk(VhdRole.DATABASE, new Extent(0, 30), new Extent(100, 30));
    VmDisks.Disk log = disk(VhdRole.LOG, new Extent(500, 40));
    assertThat(job(80L * BLOCK).within(List.of(database, log)))
        .containsExactly(
            disk(VhdRole.DATABASE, new Extent(0, 30), new Extent(100, 18)),
            disk(VhdRole.LOG, new Extent(500, 32)));
  }

  @Test
  void takesAllOfIfThereIsRoom() {
    List<VmDisks.Disk> all = List.of(disk(VhdRole.LOG, new Extent(5, 7), new Extent(50, 1)));
    assertThat(job(Long.MAX_VALUE).within(all)).isEqualTo(all);
    assertThat(job(8L * BLOCK).within(all)).isEqualTo(all);
  }

  @Test
  void leavesADiskOutOfWhichNothingIsWanted() {
    List<VmDisks.Disk> all =
        List.of(disk(VhdRole.SYSTEM, new Extent(0, 1)), disk(VhdRole.LOG, new Extent(9, 99)));
    assertThat(job(50L * BLOCK).within(all)).containsExactly(disk(VhdRole.LOG, new Extent(9, 49)));
    assertThat(job(0).within(all)).isEmpty();
  }

  @Property(tries = 300)
  void neverMoreThanTheDataSetAndLessByLessThanABlockADisk(
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 5_000) Integer> sizes,
      @ForAll @LongRange(min = 0, max = 20_000) long wantedBlocks) {
    List<VmDisks.Disk> disks = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      int half = sizes.get(i) / 2;
      disks.add(
          disk(
              VhdRole.values()[i],
              new Extent(i * 100_000L, half),
              new Extent(i * 100_000L + 50_000, sizes.get(i) - half)));
    }
    long taken = blocks(job(wantedBlocks * BLOCK).within(disks));
    long available = Math.min(wantedBlocks, blocks(disks));
    assertThat(taken).isBetween(available - disks.size(), available);
  }

  @Test
  void namesFollowFromTheJob() {
    assertThat(job(1).proofSnapshot(1)).isEqualTo("J.proof.lu1");
    assertThat(job(1).stream(disk(VhdRole.LOG))).isEqualTo("J.LOG");
  }
}

package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import kagemusha.array.protocol.PairStatus;
import kagemusha.backup.vss.VssError;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.VssPhase;
import kagemusha.config.BackupJob.Method;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Online sets with the hardware provider, and sets of the guest's own. */
class HardwareWriterTest {
  private static final String SET = SnapshotWorld.SET;

  private static SnapshotWorld world() {
    return new SnapshotWorld().by(Method.SHADOW_IMAGE);
  }

  @Test
  void theImagesOfTheSplitPairsAreRevertedAndRead() {
    SnapshotWorld world = world().run();
    assertThat(world.phases(SET)).containsExactly(VssPhase.values());
    assertThat(world.ready(SET).orElseThrow().images())
        .containsExactly(
            new VssNotice.Image(0, new EntityId("AMS2300.CTL0"), "backup.lu0"),
            new VssNotice.Image(1, new EntityId("AMS2300.CTL1"), "backup.lu1"));
    assertThat(world.log())
        .containsExactly(
            "AskState",
            "Describe",
            "Query AMS2300.pair.DB",
            "Query AMS2300.pair.LOG",
            "Resync AMS2300.pair.DB",
            "Resync AMS2300.pair.LOG",
            "Freeze",
            "HoldWrites",
            "Describe",
            "Create backup.guest.lu0",
            "Create backup.guest.lu1",
            "ReleaseWrites",
            "Thaw",
            "HoldWrites 0",
            "HoldWrites 1",
            "Split AMS2300.pair.DB",
            "Split AMS2300.pair.LOG",
            "ReleaseWrites 0",
            "ReleaseWrites 1",
            "Revert backup.lu0 to backup.guest.lu0",
            "Revert backup.lu1 to backup.guest.lu1",
            "Delete backup.guest.lu0",
            "Delete backup.guest.lu1");
    assertThat(world.held()).isEmpty();
    assertThat(world.snapshots()).isEmpty();
  }

  /** A pair that is not quick: its resynchronization is waited for, beside what the steps take. */
  @ParameterizedTest
  @ValueSource(longs = {1, 500})
  void theSlowestPairDecides(long quantumMs) {
    SnapshotWorld world =
        world()
            .quantum(quantumMs * 1_000_000)
            .slow("Resync@DB", 45)
            .slow("Resync@LOG", 20)
            .slow("Split", 1)
            .run();
    double surface = 2;
    assertThat(world.readySeconds()).isCloseTo(8 + 3 * 1.5 + 45 + 1 + surface, within(0.001));
  }

  private static void vetoed(SnapshotWorld world, VssPhase phase, String why) {
    VssNotice.Failed failed = world.failed(SET).orElseThrow();
    assertThat(failed.phase()).isEqualTo(phase);
    assertThat(failed.code()).isEqualTo(VssError.PROVIDER_VETO.code()).isEqualTo(0x80042306);
    assertThat(failed.dpmError()).isEqualTo(30111);
    assertThat(failed.why()).contains(why);
    assertThat(world.held()).isEmpty();
    assertThat(world.snapshots()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = PairStatus.class,
      names = {"SMPL", "COPY", "PSUE", "RCPY"})
  void aPairInTheWrongStateIsAVeto(PairStatus status) {
    SnapshotWorld world = world().pair(status).run();
    vetoed(world, VssPhase.BEGIN_PREPARE_SNAPSHOT, "pair LOG is " + status);
    assertThat(world.log()).noneMatch(line -> line.startsWith("Resync"));
  }

  @Test
  void aRejectedCommandIsAVeto() {
    vetoed(world().reject("Resync").run(), VssPhase.END_PREPARE_SNAPSHOTS, "rejects Resync");
    vetoed(world().reject("Split").run(), VssPhase.COMMIT_SNAPSHOTS, "rejects Split");
  }

  /** Database and log belong together: writes are held until the last pair has been split. */
  @Test
  void aSplitThatTakesTooLong() {
    SnapshotWorld world = world().slow("Split@LOG", 9.8).run();
    VssNotice.Failed failed = world.failed(SET).orElseThrow();
    assertThat(failed.phase()).isEqualTo(VssPhase.COMMIT_SNAPSHOTS);
    assertThat(failed.code()).isEqualTo(VssError.HOLD_WRITES_TIMEOUT.code());
    assertThat(world.held()).isEmpty();
  }

  @Test
  void aResynchronizationThatNeverEnds() {
    SnapshotWorld world = world().silent("Resync@LOG").run();
    VssNotice.Failed failed = world.failed(SET).orElseThrow();
    assertThat(failed.phase()).isEqualTo(VssPhase.END_PREPARE_SNAPSHOTS);
    assertThat(failed.dpmError()).isEqualTo(30111);
    assertThat(world.failedSeconds()).isBetween(1800.0, 1804.0);
  }

  /** An agent in the guest: the guest's disks only, and the store's logs may go. */
  @Test
  void aSetOfTheGuestsOwn() {
    SnapshotWorld world = new SnapshotWorld().by(Method.IN_GUEST).run();
    assertThat(world.phases(SET)).containsExactly(VssPhase.values());
    VssNotice.Ready ready = world.ready(SET).orElseThrow();
    assertThat(ready.disks()).isEqualTo(SnapshotWorld.DISKS);
    assertThat(ready.document()).contains(SnapshotWorld.DOCUMENT);
    assertThat(world.log())
        .isEqualTo(
            List.of(
                "Freeze",
                "HoldWrites",
                "Describe",
                "Create backup.lu0",
                "Create backup.lu1",
                "ReleaseWrites",
                "Thaw",
                "Truncate",
                "Delete backup.lu0",
                "Delete backup.lu1"));
  }
}

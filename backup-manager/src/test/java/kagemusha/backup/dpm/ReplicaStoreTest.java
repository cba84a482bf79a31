package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kagemusha.config.BackupJob;
import kagemusha.config.Topology.VhdRole;
import org.junit.jupiter.api.Test;

class ReplicaStoreTest {
  private static final int BLOCK = 16_384;
  private static final String VM = "GUEST1";
  private static final VhdRole LOG = VhdRole.LOG;
  private static final long HOUR = 3_600_000_000_000L;

  private final Catalogue catalogue = new Catalogue();
  private final ReplicaStore store = catalogue.store();

  private boolean write(long block, int... versions) {
    return store.write(VM, LOG, block, versions.length, versions, 12 * BLOCK);
  }

  private void point(String name, long timeNanos) {
    catalogue.apply(
        new CatalogueEvent.PointCreated(
            new RecoveryPoint(name, VM, BackupJob.Method.NETWORK, timeNanos, true, true, -1, -1)));
  }

  @Test
  void aPointCostsWhatIsWrittenAfterIt() {
    write(0, 1, 2, 3, 4, 5, 6, 7, 8);
    point("P", 0);
    assertThat(store.usedBytes()).isEqualTo(8 * BLOCK);
    write(2, 30, 40);
    write(3, 41);
    assertThat(store.usedBytes()).isEqualTo(10 * BLOCK);
    assertThat(store.point(VM, "P").get(LOG).range(2, 2)).containsExactly(3, 4);
    assertThat(store.image(VM, LOG).range(2, 2)).containsExactly(30, 41);
    catalogue.apply(new CatalogueEvent.PointExpired(VM, "P"));
    assertThat(store.usedBytes()).isEqualTo(8 * BLOCK);
    assertThat(catalogue.points(VM)).isEmpty();
  }

  @Test
  void whatDoesNotFitIsNotWritten() {
    assertThat(write(0, 1, 2, 3, 4, 5, 6, 7, 8)).isTrue();
    assertThat(write(100, 1, 2, 3, 4, 5)).isFalse();
    assertThat(store.image(VM, LOG).has(100)).isFalse();
    assertThat(write(100, 1, 2, 3, 4)).isTrue();
    assertThat(write(0, 9, 9)).as("overwriting takes no room without a point").isTrue();
    point("P", 0);
    assertThat(write(0, 8)).as("but for what a point keeps").isFalse();
  }

  @Test
  void theJournalGetsOnlyWhatHasChanged() {
    write(0, 1, 2, 3);
    assertThat(store.unsaved(VM, LOG)).isEqualTo(3);
    assertThat(store.drain(VM, LOG)).hasSize(2);
    write(0, 1, 2, 3);
    assertThat(store.unsaved(VM, LOG)).isZero();
    assertThat(store.drain(VM, LOG)).isEmpty();
    write(1, 0);
    List<CatalogueEvent> events = store.drain(VM, LOG);
    assertThat(events).hasSize(1);
    Catalogue other = new Catalogue();
    other.store().write(VM, LOG, 0, 3, new int[] {1, 2, 3}, Long.MAX_VALUE);
    other.apply(events.get(0));
    assertThat(other.store().image(VM, LOG).range(0, 3)).containsExactly(1, 0, 3);
  }

  @Test
  void pointsExpireAfterTheirRetention() {
    write(0, 1);
    point("old", 0);
    point("young", 5 * HOUR);
    assertThat(catalogue.expired(10 * HOUR, 10 * HOUR)).isEmpty();
    assertThat(catalogue.expired(10 * HOUR + 1, 10 * HOUR))
        .extracting(RecoveryPoint::name)
        .containsExactly("old");
    assertThat(catalogue.newest(VM).orElseThrow().name()).isEqualTo("young");
  }

  /** A run that writes and goes well. */
  private void run(BackupJob.Kind kind, long block, int... versions) {
    catalogue.apply(new CatalogueEvent.RunBegun("run", kind, VM, 0));
    write(block, versions);
    catalogue.apply(new CatalogueEvent.RunEnded("run", "", 0));
  }

  private static boolean[] intact(Catalogue of) {
    return new boolean[] {
      of.store().isIntact(VM, LOG),
      of.store().isIntact(VM, "old", LOG),
      of.store().isIntact(VM, "young", LOG)
    };
  }

  /** The older point has a copy of its own of the block that has been written since. */
  @Test
  void aFlippedBitIsInAllThatShareTheBlock() {
    run(BackupJob.Kind.REPLICA_CREATION, 0, 1, 2, 3, 4);
    point("old", 0);
    run(BackupJob.Kind.EXPRESS_FULL, 2, 30);
    point("young", HOUR);
    assertThat(intact(catalogue)).containsExactly(true, true, true);
    catalogue.apply(new CatalogueEvent.Damaged(VM, LOG, 2));
    assertThat(intact(catalogue)).containsExactly(false, true, false);
    catalogue.apply(new CatalogueEvent.Damaged(VM, LOG, 0));
    assertThat(intact(catalogue)).containsExactly(false, false, false);
    assertThat(store.point(VM, "old").get(LOG).range(0, 4)).containsExactly(0, 2, 3, 4);
    catalogue.apply(new CatalogueEvent.Damaged(VM, LOG, 0));
    catalogue.apply(new CatalogueEvent.Damaged(VM, LOG, 2));
    assertThat(intact(catalogue)).as("as it was").containsExactly(true, true, true);
  }

  @Test
  void whereThereIsNoBlockNothingIsDamaged() {
    run(BackupJob.Kind.REPLICA_CREATION, 0, 1, 2, 3, 4);
    catalogue.apply(new CatalogueEvent.Damaged(VM, LOG, 9));
    assertThat(store.isIntact(VM, LOG)).isTrue();
    assertThat(store.image(VM, LOG).has(9)).isFalse();
  }

  /** What a recovery leaves behind must not pass for what a backup has stored. */
  @Test
  void aRecoverySealsNothing() {
    run(BackupJob.Kind.REPLICA_CREATION, 0, 1, 2, 3, 4);
    catalogue.apply(new CatalogueEvent.Damaged(VM, LOG, 3));
    run(BackupJob.Kind.RECOVERY, 0);
    assertThat(store.isIntact(VM, LOG)).isFalse();
    run(BackupJob.Kind.CONSISTENCY_CHECK, 3, 4);
    assertThat(store.isIntact(VM, LOG)).isTrue();
  }
}

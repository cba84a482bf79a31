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
}

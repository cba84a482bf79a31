package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.load.store.ContentVersion;
import kagemusha.load.store.StoreDocument;
import org.junit.jupiter.api.Test;

/** The verdicts on recovery points, in words; a page has two blocks, a log write one. */
class StoreProofTest {
  private final StoreProof proof = new StoreProof(TopologyReader.bundled("small").mail());
  private final Map<VhdRole, DiskImage> disks = new EnumMap<>(VhdRole.class);

  private void write(VhdRole role, long block, int... versions) {
    disks.computeIfAbsent(role, key -> new DiskImage()).write(block, versions.length, versions);
  }

  private void logs(int first, int last) {
    for (int number = first; number <= last; number++) {
      write(VhdRole.LOG, 500 + number, ContentVersion.log(number));
    }
  }

  private void header(int version) {
    write(VhdRole.DATABASE, 0, version, version);
  }

  private DatabaseProof.Verdict check() {
    return proof.check(disks, Optional.empty());
  }

  private static DatabaseProof.Verdict sound(String text) {
    return new DatabaseProof.Verdict(true, text);
  }

  @Test
  void aPointWithoutAMailDatabaseIsClean() {
    assertThat(check()).isEqualTo(sound("Clean Shutdown"));
    write(VhdRole.SYSTEM, 3, 17);
    assertThat(check()).isEqualTo(sound("Clean Shutdown"));
  }

  @Test
  void aDatabaseInUseNamesItsLogs() {
    header(ContentVersion.dirtyHeader(4));
    logs(4, 300);
    int page = ContentVersion.page(250, 1);
    write(VhdRole.DATABASE, 200, page, page);
    assertThat(check()).isEqualTo(sound("Dirty Shutdown, log required 4-300, all there"));
    assertThat(proof.check(disks, Optional.of(new StoreDocument(4, 300)))).isEqualTo(check());
  }

  @Test
  void aDatabaseThatIsUpToDateNeedsNone() {
    header(ContentVersion.dirtyHeader(4));
    assertThat(check()).isEqualTo(sound("Dirty Shutdown, no log required"));
  }

  @Test
  void whatIsNotRightIsSaid() {
    header(ContentVersion.dirtyHeader(4));
    logs(4, 9);
    assertThat(proof.check(disks, Optional.of(new StoreDocument(4, 8))))
        .isEqualTo(
            new DatabaseProof.Verdict(
                false, "inconsistent, not what the writer froze: the log goes beyond log write 8"));
  }
}

package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.Topology.VhdRole;
import org.junit.jupiter.api.Test;

class RestoreScopeTest {
  private static final Map<VhdRole, DiskImage> POINT =
      Map.of(
          VhdRole.SYSTEM, image(new Extent(0, 30), new Extent(100, 10)),
          VhdRole.DATABASE, image(new Extent(0, 100)),
          VhdRole.LOG, image(new Extent(20, 50)));

  private static DiskImage image(Extent... extents) {
    DiskImage image = new DiskImage();
    for (Extent extent : extents) {
      image.write(extent.firstBlock(), (int) extent.blocks(), null);
    }
    return image;
  }

  private static RestoreScope scope(long blocks) {
    return new RestoreScope(POINT, blocks * IoBatch.BLOCK_BYTES);
  }

  @Test
  void withoutALimitAllIsRestored() {
    RestoreScope scope = new RestoreScope(POINT, Long.MAX_VALUE);
    for (VhdRole role : VhdRole.values()) {
      assertThat(scope.of(role)).isEqualTo(POINT.get(role).extents());
      assertThat(scope.isWhole(role)).isTrue();
    }
  }

  @Test
  void theEndOfTheSystemDiskIsLeftOutFirst() {
    RestoreScope scope = scope(185);
    assertThat(scope.isWhole(VhdRole.DATABASE)).isTrue();
    assertThat(scope.isWhole(VhdRole.LOG)).isTrue();
    assertThat(scope.isWhole(VhdRole.SYSTEM)).isFalse();
    assertThat(scope.of(VhdRole.SYSTEM)).containsExactly(new Extent(0, 30), new Extent(100, 5));
  }

  @Test
  void aLimitBelowTheDatabaseLeavesNothingForTheOthers() {
    RestoreScope scope = scope(60);
    assertThat(scope.of(VhdRole.DATABASE)).containsExactly(new Extent(0, 60));
    assertThat(scope.of(VhdRole.LOG)).isEmpty();
    assertThat(scope.of(VhdRole.SYSTEM)).isEqualTo(List.of());
    assertThat(scope.isWhole(VhdRole.DATABASE)).isFalse();
  }
}

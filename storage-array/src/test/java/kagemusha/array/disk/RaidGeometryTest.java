package kagemusha.array.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import kagemusha.config.ArraySpec.RaidGroupSpec;
import kagemusha.config.ArraySpec.RaidLevel;
import kagemusha.config.ConfigException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RaidGeometryTest {
  @Test
  void parityRotatesFromTheLastDiskToTheFirstAndDataBeginsBehindIt() {
    RaidGeometry geometry = new RaidGeometry(RaidLevel.RAID5, 4, 4);

    assertThat(LongStream.range(0, 6).mapToInt(geometry::parityDisk))
        .containsExactly(4, 3, 2, 1, 0, 4);
    assertThat(disksOfRow(geometry, 0)).containsExactly(0, 1, 2, 3);
    assertThat(disksOfRow(geometry, 1)).containsExactly(4, 0, 1, 2);
    assertThat(disksOfRow(geometry, 4)).containsExactly(1, 2, 3, 4);
  }

  private static int[] disksOfRow(RaidGeometry geometry, long row) {
    int[] disks = new int[geometry.dataDisks()];
    for (int unit = 0; unit < disks.length; unit++) {
      disks[unit] = geometry.dataDisk(row, unit);
    }
    return disks;
  }

  @Test
  void consecutiveUnitsVisitAllDisksInTurn() {
    RaidGeometry geometry = new RaidGeometry(RaidLevel.RAID5, 4, 4);
    for (int unit = 0; unit < 40; unit++) {
      assertThat(geometry.dataDisk(unit / 4, unit % 4)).isEqualTo(unit % 5);
    }
  }

  @Property(tries = 100)
  void everyUnitHasAPlaceOfItsOwn(
      @ForAll RaidLevel level, @ForAll @IntRange(min = 1, max = 9) int dataDisks) {
    RaidGeometry geometry = new RaidGeometry(level, dataDisks, 2);
    Set<String> places = new HashSet<>();
    int rows = 3 * geometry.disks();
    int copies = level == RaidLevel.RAID10 ? 2 * dataDisks : dataDisks + 1;
    for (long row = 0; row < rows; row++) {
      for (int unit = 0; unit < dataDisks; unit++) {
        places.add(geometry.dataDisk(row, unit) + "@" + geometry.offsetBytes(row));
        if (level == RaidLevel.RAID10) {
          places.add(geometry.mirrorDisk(unit) + "@" + geometry.offsetBytes(row));
        }
      }
      if (level == RaidLevel.RAID5) {
        places.add(geometry.parityDisk(row) + "@" + geometry.offsetBytes(row));
      }
    }
    assertThat(places).hasSize(rows * copies);
    assertThat(copies).isEqualTo(geometry.disks());
  }

  @Test
  void aStripeUnitIsMadeOfWholeBlocks() {
    RaidGroupSpec group = new RaidGroupSpec("RG9", RaidLevel.RAID5, 4, "15k", 10_000);
    assertThatThrownBy(() -> RaidGeometry.of(group))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("RG9")
        .hasMessageContaining("10000")
        .hasMessageContaining("16384");
  }
}

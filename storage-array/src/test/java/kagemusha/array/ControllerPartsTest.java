package kagemusha.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kagemusha.array.disk.Spindle;
import kagemusha.config.ArraySpec;
import kagemusha.config.ArraySpec.LuSpec;
import kagemusha.config.ArraySpec.PairSpec;
import kagemusha.config.ArraySpec.PairStart;
import kagemusha.config.ArraySpec.PoolSpec;
import kagemusha.config.ConfigException;
import org.junit.jupiter.api.Test;

class ControllerPartsTest {
  private static final ArraySpec GOOD = SmallArray.spec(1 << 30);

  private static ArraySpec with(List<PoolSpec> pools, List<LuSpec> lus) {
    return new ArraySpec(
        GOOD.name(),
        GOOD.networks(),
        GOOD.controllers(),
        GOOD.drives(),
        GOOD.raidGroups(),
        pools,
        lus);
  }

  @Test
  void aControllerHasItsOwnLusAndSpindlesOnly() {
    ControllerParts parts = new ControllerParts(GOOD, "CTL1");
    assertThat(parts.lus()).containsOnlyKeys(1);
    assertThat(parts.spindles())
        .extracting(Spindle::name)
        .containsExactly("RG1.0", "RG1.1", "RG1.2", "RG1.3", "RG1.4");
  }

  @Test
  void aPoolBelongsToOneController() {
    List<LuSpec> lus = List.of(SmallArray.lu("A", "P0", "CTL0"), SmallArray.lu("B", "P0", "CTL1"));
    assertThatThrownBy(() -> new ControllerParts(with(GOOD.pools(), lus), "CTL0"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("pool P0 has LUs of the controllers CTL0 and CTL1");
  }

  @Test
  void aRaidGroupBelongsToOnePool() {
    List<PoolSpec> pools =
        List.of(SmallArray.pool("P0", "RG0"), SmallArray.pool("P1", "RG1", "RG0"));
    assertThatThrownBy(() -> new ControllerParts(with(pools, GOOD.lus()), "CTL0"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("RAID group RG0 is in pool P0 and again in pool P1");
  }

  @Test
  void namesThatDoNotExistAreNamedWithThoseThatDo() {
    assertThatThrownBy(() -> new ControllerParts(GOOD, "CTL7"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("there is no controller CTL7; there are [CTL0, CTL1]");
  }

  @Test
  void aSecondaryVolumeInTheSamePoolLiesBesideItsPrimary() {
    List<LuSpec> lus = List.of(SmallArray.lu("A", "P0", "CTL0"), SmallArray.lu("S", "P0", "CTL0"));
    ArraySpec array =
        new ArraySpec(
            GOOD.name(),
            GOOD.networks(),
            GOOD.controllers(),
            GOOD.drives(),
            GOOD.raidGroups(),
            GOOD.pools(),
            lus,
            List.of(new PairSpec("P", "A", "S", PairStart.PSUS, 1 << 20, false)));
    ControllerParts parts = new ControllerParts(array, "CTL0");
    int page = parts.lu(0).volume().pool().pageBlocks();
    parts.allocate(List.of(new InitialExtent(0, 0, 3 * page)));
    for (int i = 0; i < 3; i++) {
      assertThat(parts.lu(0).volume().pageOf((long) i * page)).isEqualTo(2 * i);
      assertThat(parts.lu(1).volume().pageOf((long) i * page)).isEqualTo(2 * i + 1);
    }
  }

  @Test
  void initialDataMustFit() {
    ControllerParts parts = new ControllerParts(GOOD, "CTL0");
    parts.allocate(List.of(new InitialExtent(1, 0, 1 << 20)));
    assertThatThrownBy(() -> parts.allocate(List.of(new InitialExtent(0, 2000, 49))))
        .hasMessage("LU A of 2048 blocks has no blocks 2000 to 2048");
    assertThatThrownBy(() -> parts.allocate(List.of(new InitialExtent(0, 0, 1025))))
        .hasMessageContaining("pool P0 is too small");
  }
}

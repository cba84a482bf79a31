package kagemusha.node.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import kagemusha.config.MigrationSpec;
import org.junit.jupiter.api.Test;

class PreCopyTest {
  private static MigrationSpec changing(long bytesPerSecond, int passes) {
    return new MigrationSpec(
        List.of(),
        1,
        bytesPerSecond,
        1_000_000_000,
        64_000_000,
        passes,
        Duration.ofMillis(500),
        0.07,
        Duration.ofSeconds(20));
  }

  /** 4,096, 819, 164, then 33 MB at 100 MB/s. */
  @Test
  void littleIsLeftSoon() {
    PreCopy formula = PreCopy.of(changing(20_000_000, 10), 4_096_000_000L, 100e6);
    assertThat(formula.passes()).isEqualTo(3);
    assertThat(formula.brownOutSeconds()).isCloseTo(40.96 + 8.192 + 1.6384, within(1e-9));
    assertThat(formula.blackOutSeconds()).isCloseTo(0.32768 + 0.5, within(1e-9));
  }

  /** It changes faster than it is copied: never more than the set that it writes to is left. */
  @Test
  void afterSoManyPassesItStandsStillInAnyCase() {
    PreCopy formula = PreCopy.of(changing(200_000_000, 4), 4_000_000_000L, 100e6);
    assertThat(formula.passes()).isEqualTo(4);
    assertThat(formula.brownOutSeconds()).isCloseTo(40 + 3 * 10, within(1e-9));
    assertThat(formula.blackOutSeconds()).isCloseTo(10 + 0.5, within(1e-9));
  }

  @Test
  void anEventIsReadAsItWasWritten() {
    Migrated migrated = new Migrated("MAIL-1", "NODE1", "NODE2", "lan", 3, 5194, 24, 46.169, 714);
    assertThat(Migrated.parse(migrated.text())).isEqualTo(migrated);
    assertThatThrownBy(() -> Migrated.parse("The live migration of MAIL-1 is given up."))
        .hasMessageContaining("MAIL-1");
  }
}

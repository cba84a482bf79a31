package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import kagemusha.config.Measure;
import kagemusha.config.Relation;
import org.junit.jupiter.api.Test;

class FitTargetsTest {
  private static Relation relation(OptionalDouble low, OptionalDouble high) {
    return new Relation(
        "R1",
        "queue",
        "S1/express_full",
        Optional.empty(),
        new Measure.CounterMean("HYPR1", "PhysicalDisk", "LOG", "Avg. Disk Queue Length"),
        Relation.Kind.RATIO,
        "1.5 x",
        low,
        high,
        0,
        "");
  }

  @Test
  void aBandIsMetFromMinusOneToOne() {
    Relation band = relation(OptionalDouble.of(1.35), OptionalDouble.of(1.65));
    assertThat(FitTargets.error(band, 1.5)).isCloseTo(0, within(1e-9));
    assertThat(FitTargets.error(band, 1.65)).isCloseTo(1, within(1e-9));
    assertThat(FitTargets.error(band, 1.2)).isCloseTo(-2, within(1e-9));
  }

  @Test
  void aLimitIsMetWithEaseATenthInsideIt() {
    Relation least = relation(OptionalDouble.of(2), OptionalDouble.empty());
    assertThat(FitTargets.error(least, 5)).isZero();
    assertThat(FitTargets.error(least, 2.2)).isCloseTo(0, within(1e-9));
    assertThat(FitTargets.error(least, 2)).isCloseTo(-1, within(1e-9));
    assertThat(FitTargets.error(least, 1.8)).isCloseTo(-2, within(1e-9));
    Relation most = relation(OptionalDouble.empty(), OptionalDouble.of(10));
    assertThat(FitTargets.error(most, 3)).isZero();
    assertThat(FitTargets.error(most, 11)).isCloseTo(2, within(1e-9));
  }

  @Test
  void residualsAndInputsAreNoTargets() {
    Figures ones = measure -> OptionalDouble.of(1);
    List<FitTarget> targets =
        FitTargets.of(
            Map.of(
                "S1/restore", new ConditionFigures(ones, Optional.of(ones), true),
                "S2/express_full", new ConditionFigures(ones, Optional.of(ones), true)));
    assertThat(targets)
        .extracting(FitTarget::key)
        .contains("S1/restore Job duration", "S2/express_full Transferred data")
        .contains("S2/express_full R065 GUEST1 disk queue, database")
        .doesNotContain("S1/restore Transferred data", "S2/express_full Job duration")
        .noneMatch(key -> key.contains("R070"));
  }
}

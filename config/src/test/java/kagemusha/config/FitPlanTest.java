package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitPlanTest {
  private static final FitPlan PLAN = FitPlan.bundled();

  @TempDir Path directory;

  private Topology read(List<BigDecimal> values) throws Exception {
    Path file = directory.resolve("fitted.conf");
    Files.writeString(file, PLAN.topologyWith(values));
    return TopologyReader.file(file);
  }

  @Test
  void thePresentValuesLieInTheirRangesOnTheirGrains() {
    List<BigDecimal> start = PLAN.start();
    for (int i = 0; i < start.size(); i++) {
      FitParameter each = PLAN.parameters().get(i);
      assertThat(each.share(start.get(i))).as(each.path()).isBetween(0.0, 1.0);
      assertThat(each.snap(start.get(i).doubleValue()))
          .as(each.path())
          .isEqualByComparingTo(start.get(i));
    }
  }

  @Test
  void withThePresentValuesItIsTheTopologyThatComesWithTheProduct() {
    assertThat(PLAN.topologyWith(PLAN.start())).doesNotContain("kagemusha fit");
  }

  @Test
  void everyParameterChangesTheTopologyAndNothingElseDoes() throws Exception {
    Topology paper = read(PLAN.start());
    for (int i = 0; i < PLAN.parameters().size(); i++) {
      FitParameter each = PLAN.parameters().get(i);
      List<BigDecimal> values = new ArrayList<>(PLAN.start());
      values.set(i, each.neighbour(values.get(i), 2));
      assertThat(values.get(i)).as(each.path()).isBetween(each.low(), each.high());
      assertThat(read(values)).as(each.path()).isNotEqualTo(paper);
    }
    assertThat(read(PLAN.start())).isEqualTo(paper);
  }

  @Test
  void aValueArrivesInItsUnit() throws Exception {
    List<BigDecimal> values = new ArrayList<>();
    PLAN.parameters().forEach(each -> values.add(each.low()));
    Topology lowest = read(values);
    assertThat(lowest.backup().softwareReplica().prefetchLimitBytes()).isEqualTo(128 << 10);
    assertThat(lowest.mail().changedSetBytes()).isEqualTo(1_000_000);
    assertThat(lowest.array().drives().get(0).fullStroke().toNanos()).isEqualTo(7_000_000);
  }

  @Test
  void onlyNamedParametersAreSearched() {
    assertThat(PLAN.only(List.of("mail.changed-set")).parameters())
        .extracting(FitParameter::path)
        .containsExactly("mail.changed-set");
    assertThat(PLAN.only(List.of("mail.changed-set")).scenarios())
        .containsExactly("scenario-1", "scenario-2");
    assertThat(PLAN.scenarios()).isEqualTo(FitPlan.SCENARIOS);
    assertThat(PLAN.only(List.of())).isEqualTo(PLAN);
    assertThatThrownBy(() -> PLAN.only(List.of("mail.changedset")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "--parameters: there is no free parameter 'mail.changedset'; did you mean"
                + " 'mail.changed-set'?");
  }
}

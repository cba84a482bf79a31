package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.config.FitParameter;
import org.junit.jupiter.api.Test;

class FitSearchTest {
  private static final List<FitParameter> TWO =
      List.of(parameter("a", "0", "100", "1"), parameter("b", "0", "10", "0.5"));

  private static FitParameter parameter(String path, String low, String high, String grain) {
    return new FitParameter(
        path,
        path,
        Optional.empty(),
        new BigDecimal(low),
        new BigDecimal(high),
        new BigDecimal(grain),
        List.of("baseline"));
  }

  private static List<BigDecimal> values(String... texts) {
    return List.of(texts).stream().map(BigDecimal::new).toList();
  }

  private static FitTarget target(String label, double error) {
    return new FitTarget("S0/baseline", label, "", 0, error);
  }

  /** A product and a difference of both, each wanted within a tenth. */
  private static List<FitTarget> curved(List<BigDecimal> values) {
    double a = values.get(0).doubleValue();
    double b = values.get(1).doubleValue();
    return List.of(target("product", (a * b - 240) / 24), target("rest", (a - b - 34) / 3.4));
  }

  @Test
  void findsTheValuesThatMeetCurvedTargets() throws IOException {
    FitSearch search = new FitSearch(TWO, FitSearchTest::curved);
    FitSearch.Point point = search.at(values("70", "2"));
    assertThat(point.met()).isZero();
    for (int round = 0; round < 5; round++) {
      point = search.improve(point);
    }
    assertThat(point.met()).isEqualTo(2);
    assertThat(point.values().get(0).doubleValue()).isBetween(38.0, 42.0);
    assertThat(point.values().get(1).doubleValue()).isBetween(5.0, 7.0);
  }

  @Test
  void neverLeavesTheRanges() throws IOException {
    List<List<BigDecimal>> tried = new ArrayList<>();
    FitSearch search =
        new FitSearch(
            TWO,
            values -> {
              tried.add(values);
              return List.of(target("far", (values.get(0).doubleValue() - 500) / 5));
            });
    FitSearch.Point best = search.improve(search.at(values("95", "5")));
    assertThat(best.values().get(0)).isEqualByComparingTo("100");
    assertThat(best.values().get(1)).as("has no influence").isEqualByComparingTo("5");
    assertThat(tried)
        .allSatisfy(
            each -> {
              assertThat(each.get(0).doubleValue()).isBetween(0.0, 100.0);
              assertThat(each.get(1).doubleValue()).isBetween(0.0, 10.0);
            });
  }

  @Test
  void staysWhereNoStepIsBetter() throws IOException {
    FitSearch search = new FitSearch(TWO, FitSearchTest::curved);
    FitSearch.Point best = search.at(values("40", "6"));
    assertThat(best.cost()).isZero();
    assertThat(search.improve(best)).isSameAs(best);
  }
}

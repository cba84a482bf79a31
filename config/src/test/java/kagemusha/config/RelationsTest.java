package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.stream.Stream;
import kagemusha.config.Comparison.Verdict;
import kagemusha.config.Relation.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RelationsTest {
  private final Relations relations = Relations.bundled();

  private Relation one(String id, String at) {
    return relations.all().stream()
        .filter(each -> each.id().equals(id) && each.at().equals(at))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theConditionsAreThoseOfScenarios() {
    assertThat(relations.all())
        .extracting(Relation::at)
        .containsOnly(
            "S0/baseline",
            "S1/replica_creation",
            "S1/express_full",
            "S1/restore",
            "S2/replica_creation",
            "S2/express_full");
    assertThat(relations.contradictions()).hasSizeGreaterThan(10);
  }

  @Test
  void noRelationStandsThereTwice() {
    assertThat(relations.all())
        .extracting(each -> List.of(each.id(), each.at(), each.measure()))
        .doesNotHaveDuplicates();
    assertThat(relations.all()).extracting(Relation::label).noneMatch(label -> label.contains("*"));
  }

  @Test
  void oneRelationForEachNameAtEachCondition() {
    assertThat(relations.all())
        .filteredOn(each -> each.id().equals("R042"))
        .extracting(Relation::label)
        .containsExactly(
            "GUEST1 disk queue, database",
            "GUEST2 disk queue, database",
            "GUEST3 disk queue, database",
            "GUEST4 disk queue, database");
    assertThat(one("R042", "S1/replica_creation").measure())
        .isEqualTo(
            new Measure.CounterMean(
                "GUEST1", "PhysicalDisk", "DATABASE", "Avg. Disk Queue Length"));
    assertThat(relations.all()).filteredOn(each -> each.id().equals("R051")).hasSize(8);
  }

  @ParameterizedTest
  @CsvSource({
    "R042, S1/replica_creation, 1.5, 2.25, WITHIN",
    "R042, S1/replica_creation, 1.5, 3.0, WITHIN",
    "R042, S1/replica_creation, 1.5, 2.2, OUTSIDE",
    "R042, S1/replica_creation, 1.5, 3.1, OUTSIDE",
    "R045, S1/express_full, 6, 7.6, WITHIN",
    "R045, S1/express_full, 6, 9.3, OUTSIDE",
    "R046, S1/replica_creation, 500, 5000, WITHIN",
    "R046, S1/replica_creation, 500, 990, OUTSIDE",
    "R036, S1/replica_creation, 0.2, 5, WITHIN",
    "R036, S1/replica_creation, 0.2, 6, OUTSIDE",
    "R035, S1/express_full, 60, 80, WITHIN",
    "R035, S1/express_full, 60, 81, OUTSIDE",
    "R041, S1/express_full, 0.05, 0.1, WITHIN",
    "R041, S1/express_full, 0.05, 0.11, OUTSIDE",
    "R041, S1/express_full, 2.00, 2.19, WITHIN",
    "R054, S1/express_full, 135, 86, WITHIN",
    "R054, S1/express_full, 135, 136, OUTSIDE",
    "R049, S1/replica_creation, 16, 160, NONE",
    "R049, S1/replica_creation, 16, 20, NONE",
    "R042, S1/replica_creation, 1.5, NaN, OUTSIDE",
  })
  void judges(String id, String at, double reference, double figure, Verdict verdict) {
    assertThat(one(id, at).judge(figure, reference)).isEqualTo(verdict);
  }

  /**
   * Whatever the paper's reviewers called underivable or contradicted says why, and is not judged.
   */
  @ParameterizedTest
  @CsvSource({"R033", "R037", "R039", "R050", "R052", "R063", "R067", "R068", "R077", "R143"})
  void residualsSayWhy(String id) {
    assertThat(relations.all())
        .filteredOn(each -> each.id().equals(id))
        .isNotEmpty()
        .allMatch(each -> !each.residual().isBlank() && each.low().isEmpty());
  }

  @Test
  void twoConditionsAreComparedOnlyWhereTheOtherIsNamed() {
    assertThat(relations.all())
        .allMatch(each -> each.versus().isPresent() == each.kind().needsOther());
    assertThat(one("R066", "S2/express_full").versus()).hasValue("S1/express_full");
    assertThat(one("R066", "S2/express_full").kind()).isEqualTo(Kind.RISE_VERSUS);
    assertThat(one("R066", "S2/express_full").judge(1.3, 1.5)).isEqualTo(Verdict.WITHIN);
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("mistakes")
  void namesPlaceFoundAndAllowed(String old, String replacement, String message) {
    String text =
        """
        relations = [ { id = R1, at = [S1/x], label = "Reads"
          counter = "\\\\\\\\A\\\\O(i)\\\\c"
          is = ratio, printed = twice, low = 1.8, high = 2
        } ]
        contradictions = [ { where = "1", what = "odd" } ]
        """;
    assertThat(read(text).all()).hasSize(1);

    assertThatThrownBy(() -> read(new EditedText(text).withFirst(old, replacement).text()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private static Relations read(String text) {
    return Relations.read(new ConfigReader(ConfigFactory.parseString(text).root()));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            "is = ratio",
            "is = rate",
            "is: found 'rate'; allowed: value, ratio, difference, versus"),
        arguments("is = ratio", "is = versus", "versus: allowed: with is = versus"),
        arguments("low = 1.8, high = 2", "", "residual: allowed: either a band"),
        arguments("high = 2", "residual = odd", "residual: allowed: either a band"),
        arguments("[S1/x]", "[]", "at: found an empty list"),
        arguments("A\\\\O(i)", "A/O(i)", "allowed: a path such as"));
  }
}

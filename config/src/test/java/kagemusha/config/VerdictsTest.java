package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import kagemusha.config.Comparison.Kind;
import kagemusha.config.Comparison.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictsTest {
  private final PublishedNumbers numbers = PublishedNumbers.bundled();
  private final List<Comparison> baseline = Verdicts.bundled().of("S0/baseline");

  @Test
  void everyRowOfTheBaselineHasAPublishedNumber() {
    assertThat(baseline).hasSize(46);
    assertThat(baseline)
        .allSatisfy(
            row ->
                assertThat(numbers.find(row.published()).orElseThrow().number())
                    .as(row.label())
                    .isPresent());
    assertThat(baseline).extracting(Comparison::label).doesNotHaveDuplicates();
    assertThat(baseline).extracting(Comparison::measure).doesNotHaveDuplicates();
  }

  @Test
  void rowsComeInOrderWithTheirTolerances() {
    Comparison first = baseline.get(0);

    assertThat(first)
        .isEqualTo(
            new Comparison(
                "HYPR1 disk queue, SYS&DB",
                "",
                new PublishedKey(
                    "S0",
                    "baseline",
                    "PhysicalDisk Avg. Disk Queue Length",
                    "HYPR1/SYS&DB",
                    "mean"),
                new Measure.CounterMean(
                    "HYPR1", "PhysicalDisk", "SYS&DB", "Avg. Disk Queue Length"),
                Kind.MODEL,
                OptionalDouble.of(5)));
    assertThat(first.measure())
        .hasToString("\\\\HYPR1\\PhysicalDisk(SYS&DB)\\Avg. Disk Queue Length");
    assertThat(row("Send mail, 95th percentile").measure())
        .isEqualTo(new Measure.RunStatistic("Send Mail latency", "all", "p95"));
    assertThat(row("GUEST1 available memory").measure())
        .isEqualTo(new Measure.CounterMean("GUEST1", "Memory", "", "Available MBytes"));
  }

  @ParameterizedTest
  @MethodSource("tolerances")
  void tolerances(String label, Kind kind, double percent) {
    assertThat(row(label).kind()).isEqualTo(kind);
    assertThat(row(label).tolerancePercent()).hasValue(percent);
  }

  static Stream<Arguments> tolerances() {
    return Stream.of(
        arguments("HYPR1 disk queue, LOG", Kind.MODEL, 15),
        arguments("GUEST4 disk queue, database", Kind.MODEL, 10),
        arguments("GUEST2 disk queue, log", Kind.MODEL, 50),
        arguments("HYPR1 logical processors", Kind.MODEL, 5),
        arguments("GUEST3 RPC averaged latency", Kind.MODEL, 15),
        arguments("Send mail, mean", Kind.MODEL, 10),
        arguments("Send mail, 95th percentile", Kind.MODEL, 15),
        arguments("GUEST1 business network", Kind.MODEL, 15),
        arguments("Array reads, SYS&DB", Kind.INPUT, 3),
        arguments("Array writes, SYS&DB", Kind.INPUT, 3),
        arguments("Array writes, LOG", Kind.INPUT, 3));
  }

  @Test
  void inputsWithoutToleranceGetNoVerdict() {
    assertThat(baseline)
        .filteredOn(row -> row.tolerancePercent().isEmpty())
        .hasSize(16)
        .allMatch(row -> row.kind() == Kind.INPUT);
    assertThat(row("Array reads, LOG").judge(number("Array reads, LOG"), 5))
        .isEqualTo(Verdict.NONE);
  }

  @ParameterizedTest
  @MethodSource("judgements")
  void judges(String label, double emulated, Verdict verdict) {
    assertThat(row(label).judge(number(label), emulated)).isEqualTo(verdict);
  }

  static Stream<Arguments> judgements() {
    return Stream.of(
        arguments("HYPR1 disk queue, SYS&DB", 6.02 * 1.049, Verdict.WITHIN),
        arguments("HYPR1 disk queue, SYS&DB", 6.02 * 0.951, Verdict.WITHIN),
        arguments("HYPR1 disk queue, SYS&DB", 6.02 * 1.051, Verdict.OUTSIDE),
        arguments("HYPR1 disk queue, SYS&DB", Double.NaN, Verdict.OUTSIDE),
        arguments("HYPR2 disk queue, LOG", 0.0, Verdict.WITHIN),
        arguments("HYPR2 disk queue, LOG", 0.004, Verdict.WITHIN),
        arguments("HYPR2 disk queue, LOG", 0.006, Verdict.OUTSIDE));
  }

  @Test
  void conditionWithoutPublishedNumbersHasTheSameRowsAndNoVerdicts() {
    List<Comparison> redirect = Verdicts.bundled().of("S4/redirect");

    assertThat(redirect).extracting(Comparison::label).isEqualTo(labels());
    assertThat(redirect)
        .allSatisfy(
            row -> assertThat(row.judge(numbers.find(row.published()), 1)).isEqualTo(Verdict.NONE));
    assertThat(Verdicts.bundled().of("S9/none")).isEmpty();
  }

  /** Duration within 10 % and data within 2 %, save where the paper contradicts itself. */
  @ParameterizedTest
  @CsvSource({
    "S1/replica_creation, 135, 239298, MODEL",
    "S1/express_full, 86, 7503, MODEL",
    "S1/restore, 43, 214356, MODEL",
    "S2/replica_creation, 45, 242525, MODEL",
    "S2/express_full, 47, 5495, RESIDUAL",
    "S2/restore, 51, 242501, MODEL",
  })
  void jobsAreHeldAgainstTheirDurationAndData(
      String condition, String minutes, String megabytes, Kind duration) {
    List<Comparison> rows = Verdicts.bundled().of(condition);
    assertThat(rows).hasSize(condition.endsWith("restore") ? 2 : 4);
    assertThat(rows.get(0).measure())
        .isEqualTo(new Measure.JobStatistic("job duration", "minutes", false));
    assertThat(rows.get(0).kind()).isEqualTo(duration);
    assertThat(rows.get(0).tolerancePercent())
        .isEqualTo(duration == Kind.MODEL ? OptionalDouble.of(10) : OptionalDouble.empty());
    assertThat(rows.get(1).measure())
        .isEqualTo(new Measure.JobStatistic("transferred data", "MB", false));
    assertThat(rows.get(1).tolerancePercent()).hasValue(2);
    assertThat(rows)
        .extracting(row -> numbers.find(row.published()).orElseThrow().value())
        .startsWith(minutes, megabytes);
    assertThat(rows.subList(2, rows.size())).allMatch(row -> row.kind() == Kind.RESIDUAL);
  }

  /** The sizes of the data sets are inputs; no other number of scenario 4 is on file. */
  @Test
  void conditionsOfScenario4HaveRowsButOnlyTheirDataSetsAreOnFile() {
    for (String condition :
        List.of(
            "c1: ShadowImage replica of 2 VMs",
            "c2: ShadowImage express full of 1 VM",
            "c3: network replica of 2 VMs",
            "c4: network express full of 1 VM")) {
      List<Comparison> rows = Verdicts.bundled().of("S4/" + condition);
      assertThat(rows).hasSize(4);
      assertThat(rows)
          .filteredOn(row -> numbers.find(row.published()).isPresent())
          .hasSize(condition.contains("replica") ? 1 : 0)
          .allMatch(row -> row.kind() == Kind.INPUT)
          .allMatch(
              row ->
                  row.measure().equals(new Measure.JobStatistic("transferred data", "MB", true)));
    }
    assertThat(Verdicts.bundled().of("S4/baseline")).hasSize(46);
  }

  private List<String> labels() {
    return baseline.stream().map(Comparison::label).toList();
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("mistakes")
  void namesPlaceFoundAndAllowed(String old, String replacement, String message) {
    String text =
        """
        groups = [ {
          published = S0/baseline
          compare = [ { label = "Mail", unit = ms
            published { counter = c, instance = i, statistic = s }
            statistic { counter = c, instance = i, statistic = s }
            kind = model, tolerance = 5 %
        } ] } ]
        """;
    var broken = ConfigFactory.parseString(new EditedText(text).withFirst(old, replacement).text());

    assertThatThrownBy(() -> Verdicts.read(new ConfigReader(broken.root())))
        .isInstanceOf(ConfigException.class)
        .hasMessage("String:" + message);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            "published = S0/baseline",
            "published = baseline",
            "2: groups[0].published: found 'baseline'; allowed: scenario/condition, such as"
                + " S0/baseline"),
        arguments(
            "kind = model, tolerance = 5 %",
            "kind = model",
            "3: groups[0].compare[0].tolerance: missing; expected a percentage such as 70 %,"
                + " from 0 % to 100 %"),
        arguments(
            "kind = model",
            "kind = modal",
            "6: groups[0].compare[0].kind: found 'modal'; did you mean 'model'? Allowed:"
                + " model, input, residual"),
        arguments(
            "kind = model, tolerance",
            "kind = residual, tolerance",
            "6: groups[0].compare[0].tolerance: found one; allowed: none, a residual gets no"
                + " verdict"),
        arguments(
            "statistic {",
            "counter = x, statistic {",
            "5: groups[0].compare[0].counter: found both counter and statistic; allowed:"
                + " either counter, statistic or job"),
        arguments(
            "statistic { counter = c, instance = i, statistic = s }\n    kind",
            "kind",
            "3: groups[0].compare[0].counter: found neither; allowed: either counter,"
                + " statistic or job"),
        arguments(
            "statistic { counter = c, instance = i, statistic = s }\n    kind",
            "counter = \"HYPR1/Memory\"\nkind",
            "5: groups[0].compare[0].counter: found 'HYPR1/Memory'; allowed: a path such as"
                + " \\\\machine\\object(instance)\\counter"));
  }

  private Comparison row(String label) {
    return baseline.stream().filter(row -> row.label().equals(label)).findFirst().orElseThrow();
  }

  private Optional<PublishedNumber> number(String label) {
    return numbers.find(row(label).published());
  }
}

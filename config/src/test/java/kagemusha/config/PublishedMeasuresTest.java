package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishedMeasuresTest {
  private static final PublishedMeasures MEASURES =
      new PublishedMeasures(TopologyReader.bundled("paper"));

  private static Optional<PublishedMeasures.Match> find(
      String counter, String instance, String unit, String statistic) {
    var key = new PublishedKey("S4", "c1: any", counter, instance, statistic);
    return MEASURES.of(new PublishedNumber(key, unit, "1", "test"));
  }

  private static List<String> names(String counter, String instance, String statistic) {
    return find(counter, instance, counter.startsWith("Memory") ? "MB" : "", statistic)
        .map(match -> match.measures().stream().map(Object::toString).toList())
        .orElse(List.of());
  }

  /** What is compared by a row of its own is found as well, and it is the same. */
  @Test
  void everyComparedNumberIsFoundByItsName() {
    PublishedNumbers numbers = PublishedNumbers.bundled();
    int found = 0;
    for (Comparison row : Verdicts.bundled().all()) {
      Optional<PublishedNumber> number = numbers.find(row.published());
      if (number.isPresent()) {
        assertThat(MEASURES.of(number.get()))
            .as(row.published().toString())
            .hasValue(new PublishedMeasures.Match(List.of(row.measure()), Relation.Kind.VALUE, 1));
        found++;
      }
    }
    assertThat(found).isGreaterThan(60);
  }

  @Test
  void severalMachinesHaveAFigureEach() {
    assertThat(names("Processor % Processor Time", "GUEST1-2", "ratio_vs_baseline"))
        .containsExactly(
            "\\\\GUEST1\\Processor(_Total)\\% Processor Time",
            "\\\\GUEST2\\Processor(_Total)\\% Processor Time");
    assertThat(names("PhysicalDisk Avg. Disk Queue Length", "GUEST/DB", "ratio_vs_baseline_low"))
        .hasSize(4)
        .contains("\\\\GUEST3\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length");
    assertThat(names("PhysicalDisk Avg. Disk Queue Length", "HYPR2/SYS&DB", "mean"))
        .containsExactly("\\\\HYPR2\\PhysicalDisk(SYS&DB)\\Avg. Disk Queue Length");
    assertThat(names("Memory Available MBytes", "HYPR1-2,DPMSV", "lower_bound")).hasSize(3);
    assertThat(names("Processor % Processor Time", "GUEST7", "mean")).isEmpty();
  }

  @Test
  void mailIsFoundForDirectAndRedirectedUsers() {
    for (String group : List.of("all", "direct", "redirected", "GUEST3")) {
      assertThat(find("LoadGen Send Mail latency", group, "ms", "p95").orElseThrow().measures())
          .containsExactly(new Measure.RunStatistic("Send Mail latency", group, "p95"));
    }
  }

  @Test
  void unitsAndChangesAreConverted() {
    assertThat(find("job duration", "2 VMs", "h", "value").orElseThrow().value(90, 0))
        .isEqualTo(1.5);
    assertThat(find("transferred data", "per VM", "GB", "value").orElseThrow().measures())
        .containsExactly(new Measure.JobStatistic("transferred data", "MB", true));
    assertThat(
            find("Memory Available MBytes", "GUEST1", "MB", "decrease_vs_baseline_low")
                .orElseThrow()
                .value(300, 500))
        .isEqualTo(200);
    assertThat(
            find("RPC Averaged Latency", "GUEST1", "x", "ratio_vs_baseline")
                .orElseThrow()
                .value(30, 15))
        .isEqualTo(2);
    assertThat(find("RPC Averaged Latency", "GUEST1", "furlongs", "mean")).isEmpty();
    assertThat(find("pattern count", "all", "count", "value")).isEmpty();
  }
}

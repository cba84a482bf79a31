package kagemusha.console.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import org.junit.jupiter.api.Test;

/** Scripts that are made and reduced, without running them. */
class ShrinkerTest {
  private static Incident pause(String vm, long lasts) {
    return new Incident("pause", vm, "", 1000, lasts);
  }

  private static boolean has(RandomScript script, String vm, long atLeastMillis) {
    return script.incidents().stream()
        .anyMatch(each -> each.on().equals(vm) && each.lastsMillis() >= atLeastMillis);
  }

  @Test
  void whatIsNotNeededIsLeftOut() throws Exception {
    RandomScript script =
        new RandomScript(
            1, Stream.of("A", "B", "C", "D", "E", "F", "G").map(vm -> pause(vm, 40_000)).toList());
    RandomScript smallest =
        new Shrinker(each -> has(each, "B", 9_000) && has(each, "F", 0)).smallest(script);
    assertThat(smallest.incidents()).isEqualTo(List.of(pause("B", 10_000), pause("F", 1_250)));
  }

  @Test
  void aScriptThatFailsByItselfIsEmptied() throws Exception {
    RandomScript script = new RandomScript(1, List.of(pause("A", 10), pause("B", 10)));
    assertThat(new Shrinker(each -> true).smallest(script).incidents()).isEmpty();
  }

  /** A word that is never drawn is never tried. */
  @Test
  void seedsSayAllWords() {
    TreeSet<String> said = new TreeSet<>();
    for (long seed = 1; seed <= 120; seed++) {
      RandomScript.of(seed).incidents().forEach(each -> said.add(each.verb()));
    }
    Topology topology = TopologyReader.bundled("chaos");
    assertThat(said).isEqualTo(new Vocabulary(topology, RandomScript.homes(topology)).words());
    assertThat(RandomScript.of(7)).isEqualTo(RandomScript.of(7));
  }
}

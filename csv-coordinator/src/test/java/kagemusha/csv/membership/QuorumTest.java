package kagemusha.csv.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.csv.membership.Quorum.Challenge;
import kagemusha.csv.membership.Quorum.Lost;
import kagemusha.csv.membership.Quorum.Stay;
import kagemusha.csv.membership.Quorum.Whole;
import kagemusha.kernel.random.RandomStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Who stays in a cluster of which hosts do not hear each other. */
class QuorumTest {
  private static final Quorum TWO = new Quorum(List.of("A", "B"));
  private static final Quorum THREE = new Quorum(List.of("A", "B", "C"));
  private static final Set<String> BOTH = Set.of("A", "B");
  private static final Set<String> ALL = Set.of("A", "B", "C");

  private static Quorum.Verdict of(
      Quorum quorum, Set<String> members, Map<String, Set<String>> suspicions, boolean silent) {
    return quorum.judge(members, suspicions, "A", suspicions.keySet(), silent);
  }

  @Test
  void ofTwoHostsTheHolderOfTheWitnessStays() {
    assertThat(of(TWO, BOTH, Map.of("A", Set.of("B")), false)).isEqualTo(new Stay(Set.of("A")));
    assertThat(of(TWO, BOTH, Map.of("B", Set.of("A")), false)).isEqualTo(new Challenge("A"));
    assertThat(of(TWO, BOTH, Map.of("A", Set.of("B"), "B", Set.of("A")), false))
        .isEqualTo(new Stay(Set.of("A")));
  }

  @Test
  void aHolderThatIsSilentLosesTheWitness() {
    assertThat(of(TWO, BOTH, Map.of("B", Set.of("A")), true)).isEqualTo(new Stay(Set.of("B")));
  }

  @Test
  void ofThreeHostsTwoStay() {
    assertThat(of(THREE, ALL, Map.of("B", Set.of("A")), false)).isEqualTo(new Whole());
    assertThat(of(THREE, ALL, Map.of("B", Set.of("A"), "C", Set.of("A")), false))
        .isEqualTo(new Stay(Set.of("B", "C")));
    assertThat(of(THREE, ALL, Map.of("A", Set.of("B", "C")), false))
        .isEqualTo(new Stay(Set.of("B", "C")));
  }

  @Test
  void oneOfThreeIsTooFew() {
    assertThat(of(THREE, BOTH, Map.of("B", Set.of("A")), false)).isEqualTo(new Lost());
  }

  @Test
  void ofThreeThatHearEachOtherByHalfTheLastOneLeaves() {
    assertThat(THREE.prune(ALL, Map.of("B", Set.of("C")), "A"))
        .isEqualTo(new Stay(Set.of("A", "B")));
  }

  /** The witness goes to another side if that of its holder is silent or too small. */
  @Property(tries = 300)
  void whoStaysHasMoreThanHalfOfTheVotes(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "quorum", "cuts");
    List<String> hosts =
        List.of("A", "B", "C", "D", "E", "F").subList(0, 2 + (int) random.below(5));
    Set<String> members = new TreeSet<>(hosts);
    Map<String, Set<String>> suspicions = new TreeMap<>();
    for (String by : hosts) {
      for (String host : hosts) {
        if (!by.equals(host) && random.chance(0.4)) {
          suspicions.computeIfAbsent(by, key -> new TreeSet<>()).add(host);
        }
      }
    }
    String holder = hosts.get((int) random.below(hosts.size()));
    boolean silent = random.chance(0.5) && !suspicions.containsKey(holder);
    Quorum quorum = new Quorum(hosts);
    List<Quorum.Verdict> verdicts = new ArrayList<>();
    verdicts.add(quorum.judge(members, suspicions, holder, suspicions.keySet(), silent));
    verdicts.add(quorum.prune(members, suspicions, holder));
    for (Quorum.Verdict verdict : verdicts) {
      if (verdict instanceof Stay stay) {
        boolean even = hosts.size() % 2 == 0;
        boolean witness = even && (stay.hosts().contains(holder) || verdict == verdicts.get(0));
        int votes = hosts.size() + (even ? 1 : 0);
        assertThat(2 * (stay.hosts().size() + (witness ? 1 : 0))).isGreaterThan(votes);
      }
    }
  }
}

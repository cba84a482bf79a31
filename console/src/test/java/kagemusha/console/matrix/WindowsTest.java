package kagemusha.console.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import kagemusha.console.matrix.Windows.Window;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class WindowsTest {
  private static final long END = 1_000_000;

  private static TreeMap<Long, Boolean> tried(SortedSet<Long> instants, LongPredicate fails) {
    TreeMap<Long, Boolean> tried = new TreeMap<>();
    instants.forEach(at -> tried.put(at, fails.test(at)));
    return tried;
  }

  private static SortedMap<Long, Boolean> search(
      SortedSet<Long> first, LongPredicate fails, long precision) {
    TreeMap<Long, Boolean> tried = tried(first, fails);
    for (int round = 0; round < 64; round++) {
      SortedSet<Long> next = Windows.unknown(tried, precision);
      if (next.isEmpty()) {
        return tried;
      }
      tried.putAll(tried(next, fails));
    }
    throw new AssertionError("it does not end");
  }

  /** Ends of windows, in pairs: each window and each gap is wider than a step of the grid. */
  @Provide
  Arbitrary<TreeSet<Long>> edges() {
    return Arbitraries.longs()
        .between(1, 9)
        .set()
        .ofMinSize(0)
        .ofMaxSize(9)
        .filter(set -> set.size() % 2 == 0)
        .flatMap(
            set ->
                Arbitraries.longs()
                    .between(0, 39_999)
                    .map(
                        shift -> {
                          TreeSet<Long> edges = new TreeSet<>();
                          set.forEach(each -> edges.add(each * 100_000 + shift));
                          return edges;
                        }));
  }

  private static boolean isInside(TreeSet<Long> edges, long at) {
    return edges.headSet(at, true).size() % 2 == 1;
  }

  @Property(tries = 300)
  void eachEdgeIsFoundToThePrecision(
      @ForAll("edges") TreeSet<Long> edges,
      @ForAll @LongRange(min = 1, max = 5_000) long precision) {
    TreeSet<Long> grid = new TreeSet<>();
    for (long at = 0; at <= END; at += 50_000) {
      grid.add(at);
    }
    SortedMap<Long, Boolean> tried = search(grid, at -> isInside(edges, at), precision);
    List<Window> windows = Windows.of(tried);
    assertThat(windows).hasSize(edges.size() / 2);
    List<Long> ends = List.copyOf(edges);
    for (int i = 0; i < windows.size(); i++) {
      assertThat(windows.get(i).fromNanos())
          .isBetween(ends.get(2 * i), ends.get(2 * i) + precision);
      assertThat(windows.get(i).untilNanos())
          .isBetween(ends.get(2 * i + 1) - precision - 1, ends.get(2 * i + 1) - 1);
    }
    int halvings = 64 - Long.numberOfLeadingZeros(50_000 / precision) + 1;
    assertThat(tried.size()).isLessThanOrEqualTo(grid.size() + edges.size() * halvings);
  }

  @Example
  void whatIsAlikeOrCloseNeedsNoTrial() {
    TreeMap<Long, Boolean> tried = new TreeMap<>();
    assertThat(Windows.unknown(tried, 100)).isEmpty();
    tried.put(0L, true);
    tried.put(1_000L, true);
    tried.put(1_100L, false);
    assertThat(Windows.unknown(tried, 100)).isEmpty();
    assertThat(Windows.unknown(tried, 99)).containsExactly(1_050L);
    assertThat(Windows.of(tried)).containsExactly(new Window(0, 1_000));
  }

  @Example
  void aSingleInstantIsAWindow() {
    TreeMap<Long, Boolean> tried = new TreeMap<>();
    tried.put(0L, false);
    tried.put(10L, true);
    tried.put(20L, false);
    tried.put(30L, true);
    assertThat(Windows.of(tried)).containsExactly(new Window(10, 10), new Window(30, 30));
  }
}

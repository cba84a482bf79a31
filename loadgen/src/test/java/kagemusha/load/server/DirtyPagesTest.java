package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DirtyPagesTest {
  /** Positive numbers add a page, negative ones remove it. */
  @Property(tries = 200)
  void behavesAsAMap(
      @ForAll @Size(max = 5000) List<@IntRange(min = -2000, max = 2000) Integer> steps) {
    var pages = new DirtyPages();
    Map<Long, Long> model = new TreeMap<>();
    long mark = 0;
    for (int step : steps) {
      long page = Math.abs(step) * 3276L;
      mark++;
      if (step >= 0) {
        assertThat(pages.add(page, mark)).isEqualTo(model.putIfAbsent(page, mark) == null);
      } else {
        pages.remove(page);
        model.remove(page);
      }
      assertThat(pages.size()).isEqualTo(model.size());
    }
    for (long number = 0; number <= 2000; number++) {
      long page = number * 3276L;
      assertThat(pages.contains(page)).isEqualTo(model.containsKey(page));
      assertThat(pages.mark(page)).isEqualTo(model.getOrDefault(page, DirtyPages.CLEAN));
    }
    assertThat(pages.sorted())
        .containsExactly(model.keySet().stream().mapToLong(Long::longValue).toArray());
  }
}

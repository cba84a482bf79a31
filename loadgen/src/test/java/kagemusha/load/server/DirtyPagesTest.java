package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DirtyPagesTest {
  /** Positive numbers add a page, negative ones remove it. */
  @Property(tries = 200)
  void behavesAsASet(
      @ForAll @Size(max = 5000) List<@IntRange(min = -2000, max = 2000) Integer> steps) {
    var pages = new DirtyPages();
    Set<Long> model = new HashSet<>();
    for (int step : steps) {
      long page = Math.abs(step) * 3276L;
      if (step >= 0) {
        assertThat(pages.add(page)).isEqualTo(model.add(page));
      } else {
        pages.remove(page);
        model.remove(page);
      }
      assertThat(pages.size()).isEqualTo(model.size());
    }
    for (long number = 0; number <= 2000; number++) {
      long page = number * 3276L;
      assertThat(pages.contains(page)).isEqualTo(model.contains(page));
    }
  }
}

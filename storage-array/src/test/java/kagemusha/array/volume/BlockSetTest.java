package kagemusha.array.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlockSetTest {
  private static final int BLOCKS = 600_000;

  @Property(tries = 200)
  void isASortedSet(
      @ForAll List<@IntRange(max = BLOCKS - 1) Integer> added,
      @ForAll List<@IntRange(max = BLOCKS - 1) Integer> removed,
      @ForAll @IntRange(max = BLOCKS - 1) int from) {
    BlockSet set = new BlockSet(BLOCKS);
    TreeSet<Long> model = new TreeSet<>();
    for (long block : added) {
      assertThat(set.add(block)).isEqualTo(model.add(block));
    }
    for (int i = 0; i < removed.size(); i++) {
      long block = i % 2 == 0 && !added.isEmpty() ? added.get(i % added.size()) : removed.get(i);
      assertThat(set.remove(block)).isEqualTo(model.remove(block));
    }
    assertThat(set.count()).isEqualTo(model.size());
    TreeSet<Long> walked = new TreeSet<>();
    for (long block = set.next(0); block >= 0; block = set.next(block + 1)) {
      assertThat(set.contains(block)).isTrue();
      walked.add(block);
    }
    assertThat(walked).isEqualTo(model);
    Long next = model.ceiling((long) from);
    assertThat(set.next(from)).isEqualTo(next == null ? -1 : next);
  }

  @Test
  void rangesCountOnlyWhatIsNew() {
    BlockSet set = new BlockSet(1000);
    assertThat(set.addAll(62, 4)).isEqualTo(4);
    assertThat(set.addAll(64, 4)).isEqualTo(2);
    assertThat(set.containsAll(62, 6)).isTrue();
    assertThat(set.containsAll(62, 7)).isFalse();
    assertThat(set.next(68)).isEqualTo(-1);
    assertThat(set.next(1000)).isEqualTo(-1);
  }
}

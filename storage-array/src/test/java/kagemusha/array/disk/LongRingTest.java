package kagemusha.array.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LongRingTest {
  @Property(tries = 200)
  void isAQueue(@ForAll List<Boolean> adds) {
    LongRing ring = new LongRing();
    ArrayDeque<Long> model = new ArrayDeque<>();
    for (int round = 0; round < 5; round++) {
      for (boolean add : adds) {
        if (add || model.isEmpty()) {
          ring.add(model.size() * 31L + round);
          model.add(model.size() * 31L + round);
        } else {
          assertThat(ring.poll()).isEqualTo(model.poll());
        }
        assertThat(ring.size()).isEqualTo(model.size());
      }
    }
    int index = 0;
    for (long value : model) {
      assertThat(ring.get(index++)).isEqualTo(value);
    }
  }
}

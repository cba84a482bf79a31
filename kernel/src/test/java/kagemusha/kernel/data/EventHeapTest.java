package kagemusha.kernel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EventHeapTest {
  private record Entry(long time, long payload) {}

  /** The payload is the place in the order of insertion, so a stable sort is the answer. */
  @Property(tries = 300)
  void isSortedAndStable(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 20) Integer> times) {
    EventHeap heap = new EventHeap();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      heap.add(times.get(i), i);
      entries.add(new Entry(times.get(i), i));
    }
    entries.sort(Comparator.comparingLong(Entry::time));
    assertThat(heap.size()).isEqualTo(times.size());
    assertThat(drain(heap)).isEqualTo(entries);
  }

  /** Adding and taking in turns, as a simulation does: -1 takes, anything else adds. */
  @Property(tries = 300)
  void isSortedAndStableInTurns(
      @ForAll @Size(max = 200) List<@IntRange(min = -1, max = 9) Integer> steps) {
    EventHeap heap = new EventHeap();
    List<Entry> model = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) >= 0) {
        heap.add(steps.get(i), i);
        model.add(new Entry(steps.get(i), i));
        model.sort(Comparator.comparingLong(Entry::time));
      } else if (!model.isEmpty()) {
        Entry expected = model.remove(0);
        assertThat(heap.peek()).isEqualTo(expected.payload());
        assertThat(new Entry(heap.nextNanos(), heap.poll())).isEqualTo(expected);
      }
    }
    assertThat(drain(heap)).isEqualTo(model);
  }

  private static List<Entry> drain(EventHeap heap) {
    List<Entry> drained = new ArrayList<>();
    while (!heap.isEmpty()) {
      drained.add(new Entry(heap.nextNanos(), heap.poll()));
    }
    return drained;
  }

  @Test
  void anEmptyOneIsNeverDue() {
    EventHeap heap = new EventHeap();
    assertThat(heap.nextNanos()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(heap::poll).isInstanceOf(IllegalStateException.class);
  }
}

package kagemusha.kernel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.kernel.data.EventHeap;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.random.RandomStream;
import org.junit.jupiter.api.Test;

class ImageCodecTest {
  private record Setting(String name, List<Setting> parts, Optional<Duration> limit) {}

  /** One type for each state, one of everything that entities are made of. */
  private sealed interface State permits Idle, Busy {}

  private record Idle() implements State {}

  private record Busy(EntityId by, TreeSet<Integer> awaited) implements State {}

  private static class Machine {
    final transient String host;
    final Setting setting;
    final Deque<Long> queue = new ArrayDeque<>();
    final Map<Level, BitSet> bits = new EnumMap<>(Level.class);
    final TreeMap<String, State> states = new TreeMap<>();
    final EventHeap heap = new EventHeap();
    final List<Object> anything = new ArrayList<>();
    final long[] numbers = new long[3];
    RandomStream random;
    Part part;

    Machine(String host, Setting setting) {
      this.host = host;
      this.setting = setting;
    }

    /** Refers to its owner by a field that the compiler makes. */
    private final class Part {
      int count;

      List<Object> owners() {
        return anything;
      }
    }
  }

  private static final Setting INNER = new Setting("inner", List.of(), Optional.empty());

  private static Setting settings() {
    return new Setting("outer", List.of(INNER), Optional.of(Duration.ofSeconds(3)));
  }

  private static Machine loaded(Setting setting) {
    Machine machine = new Machine("HOST1", setting);
    machine.queue.addAll(List.of(3L, 1L, 2L));
    machine.bits.put(Level.ERROR, BitSet.valueOf(new long[] {5, 1L << 63}));
    machine.states.put("idle", new Idle());
    machine.states.put("busy", new Busy(new EntityId("A"), new TreeSet<>(List.of(7, 5))));
    machine.heap.add(20, 2);
    machine.heap.add(10, 1);
    machine.anything.add(setting.parts().get(0));
    machine.anything.add(machine.queue);
    machine.anything.add(machine);
    machine.numbers[2] = Long.MIN_VALUE;
    machine.random = RandomStream.of(1, "A", "test");
    machine.random.uniform();
    machine.part = machine.new Part();
    machine.part.count = 9;
    return machine;
  }

  @Test
  void everythingButTheTransientIsInTheFreshObject() {
    Setting here = settings();
    Setting there = settings();
    Machine from = loaded(here);
    MemoryImage image = new ImageCodec(List.of(here)).image(from);
    Machine to = new Machine("HOST2", there);
    new ImageCodec(List.of(there)).restore(image, to);
    assertThat(to.host).isEqualTo("HOST2");
    assertThat(to.setting).isSameAs(there);
    assertThat(to.queue).containsExactly(3L, 1L, 2L);
    assertThat(to.bits).isEqualTo(from.bits);
    assertThat(to.states).isEqualTo(from.states);
    assertThat(to.heap.poll()).isEqualTo(1);
    assertThat(to.heap.nextNanos()).isEqualTo(20);
    assertThat(to.numbers).isEqualTo(from.numbers);
    assertThat(to.random.uniform()).isEqualTo(from.random.uniform());
    assertThat(to.part.count).isEqualTo(9);
    assertThat(to.part.owners())
        .as("the inner object belongs to the new one")
        .isSameAs(to.anything);
    assertThat(to.anything.get(0)).as("a part of a setting").isSameAs(there.parts().get(0));
    assertThat(to.anything.get(1)).as("one object stays one object").isSameAs(to.queue);
    assertThat(to.anything.get(2)).isSameAs(to);
  }

  /** Settings that the other end does not know travel as they are. */
  @Test
  void anUnknownRecordTravelsByValue() {
    Machine from = loaded(settings());
    MemoryImage image = new ImageCodec(List.of()).image(from);
    Machine to = new Machine("HOST2", INNER);
    new ImageCodec(List.of()).restore(image, to);
    assertThat(to.setting).isEqualTo(settings());
  }

  @Test
  void codeAndWhatBelongsToAMachineIsRefused() {
    Machine lambda = loaded(settings());
    lambda.anything.add((Runnable) () -> {});
    assertThatThrownBy(() -> new ImageCodec(List.of()).image(lambda))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot leave its machine")
        .hasMessageContaining("anything");
    Machine thread = loaded(settings());
    thread.anything.add(new kagemusha.kernel.testkit.RecordingContext(1));
    assertThatThrownBy(() -> new ImageCodec(List.of()).image(thread))
        .hasMessageContaining("RecordingContext cannot leave its machine");
    Machine file = loaded(settings());
    file.anything.add(new java.io.File("x"));
    assertThatThrownBy(() -> new ImageCodec(List.of()).image(file))
        .hasMessageContaining("java.io.File cannot leave its machine");
  }
}

package kagemusha.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.testkit.Say;
import kagemusha.kernel.testkit.TestRows;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** An adapter of 8 Gbit/s: one byte takes one nanosecond. */
class NicTest {
  private static final long LATENCY = 1_000;
  private static final long QUANTUM = 1_000_000;
  private static final long WIRE = LATENCY + QUANTUM;
  private static final EntityId A = new EntityId("A");
  private static final EntityId B = new EntityId("B");

  private final Nic nic = new Nic(new NicSpec("lan", 8_000_000_000L, LATENCY), QUANTUM);
  private final List<Delivery> control = new ArrayList<>();
  private final List<BatchMail> data = new ArrayList<>();

  private final Nic.Wire wire =
      new Nic.Wire() {
        @Override
        public void control(String network, Delivery arriving) {
          assertThat(network).isEqualTo("lan");
          control.add(arriving);
        }

        @Override
        public void rows(BatchMail arriving) {
          data.add(arriving);
        }

        @Override
        public void entities(String machine, Luggage.Load arriving) {
          throw new AssertionError(arriving);
        }
      };

  private static Delivery say(long time, EntityId from, long pad) {
    return new Delivery(time, from, 0, 0, B, pad, new Say("x"));
  }

  private long[] arrivals(int batch) {
    return ((TestRows) data.get(batch).rows()).times();
  }

  @Test
  void rowsLeaveOneAfterAnother() {
    nic.send(A, B, TestRows.sized(100, 0, 50, 500));
    nic.flush(wire, 0);
    assertThat(arrivals(0)).containsExactly(100 + WIRE, 200 + WIRE, 600 + WIRE);
  }

  @Test
  void theQueueGoesOnInTheNextSegment() {
    nic.send(A, B, TestRows.sized(1000, 0));
    nic.flush(wire, 0);
    nic.send(A, B, TestRows.sized(10, 900, 5000));
    nic.flush(wire, 0);
    assertThat(arrivals(1)).containsExactly(1010 + WIRE, 5010 + WIRE);
  }

  @Test
  void batchesOfOneSegmentShareTheQueueInOrderOfTime() {
    nic.send(A, B, TestRows.sized(100, 10, 40));
    nic.send(B, A, TestRows.sized(1, 0, 20));
    nic.flush(wire, 0);
    assertThat(arrivals(0)).containsExactly(110 + WIRE, 211 + WIRE);
    assertThat(arrivals(1)).containsExactly(1 + WIRE, 111 + WIRE);
    assertThat(data.get(1)).extracting(BatchMail::from, BatchMail::to).containsExactly(B, A);
  }

  /** Every hop adds one quantum of padding, on top of what a message has gathered before. */
  @Test
  void everythingGathersOneQuantumOfPadding() {
    nic.send(say(0, A, 70));
    nic.send(A, B, TestRows.sized(1, 300));
    nic.flush(wire, 0);
    assertThat(control)
        .containsExactly(new Delivery(256 + WIRE, A, 0, 0, B, 70 + QUANTUM, new Say("x")));
    assertThat(((TestRows) data.get(0).rows()).padNanos(0)).isEqualTo(QUANTUM);
  }

  @Test
  void controlWaitsForItsTurnAmongRows() {
    nic.send(A, B, TestRows.sized(1000, 0, 10));
    nic.send(say(5, B, 0));
    nic.flush(wire, 0);
    assertThat(control).extracting(Delivery::dueNanos).containsExactly(1256 + WIRE);
    assertThat(arrivals(0)).containsExactly(1000 + WIRE, 2256 + WIRE);
  }

  /** A report on what was sent must not overtake it. */
  @Test
  void atEqualTimesRowsComeBeforeControl() {
    nic.send(say(5, A, 0));
    nic.send(A, B, TestRows.sized(1000, 5, 5));
    nic.flush(wire, 0);
    assertThat(arrivals(0)).containsExactly(1005 + WIRE, 2005 + WIRE);
    assertThat(control).extracting(Delivery::dueNanos).containsExactly(2261 + WIRE);
  }

  @Test
  void countsBytesOfBothDirections() {
    nic.send(A, B, TestRows.sized(100, 0, 1));
    nic.send(say(0, A, 0));
    nic.flush(wire, 0);
    nic.receive(TestRows.sized(30, 0, 1, 2));
    nic.receiveControl();
    assertThat(nic.sentBytes()).isEqualTo(456);
    assertThat(nic.receivedBytes()).isEqualTo(346);
    assertThat(nic.counters("M").stream().map(c -> c.read().getAsDouble()))
        .as("total, sent, received per second of ten")
        .containsExactly(80.2, 45.6, 34.6);
    assertThat(nic.counters("M").stream().map(c -> c.read().getAsDouble()))
        .containsExactly(0.0, 0.0, 0.0);
    assertThat(nic.sentBytes()).as("the run's total stays").isEqualTo(456);
  }

  /** Whatever is sent: arrivals keep the order of sending and are at least a byte time apart. */
  @Property(tries = 200)
  void neverReorders(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 300) Integer> gaps) {
    long[] times = new long[gaps.size()];
    long time = 0;
    for (int i = 0; i < times.length; i++) {
      time += gaps.get(i);
      times[i] = time;
    }
    Nic fresh = new Nic(new NicSpec("lan", 8_000_000_000L, LATENCY), QUANTUM);
    List<BatchMail> out = new ArrayList<>();
    fresh.send(A, B, TestRows.sized(100, times));
    fresh.flush(
        new Nic.Wire() {
          @Override
          public void control(String network, Delivery arriving) {
            throw new AssertionError(arriving);
          }

          @Override
          public void rows(BatchMail arriving) {
            out.add(arriving);
          }

          @Override
          public void entities(String machine, Luggage.Load arriving) {
            throw new AssertionError(arriving);
          }
        },
        0);
    long before = Long.MIN_VALUE / 2;
    for (int i = 0; i < times.length; i++) {
      long arrival = out.get(0).rows().timeNanos(i);
      assertThat(arrival).isEqualTo(Math.max(times[i] + WIRE, before) + 100);
      before = arrival;
    }
  }
}

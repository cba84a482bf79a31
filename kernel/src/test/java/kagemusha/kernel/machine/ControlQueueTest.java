package kagemusha.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.testkit.Say;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ControlQueueTest {
  private static final EntityId A = new EntityId("A");
  private static final EntityId B = new EntityId("B");

  private final Seat seatA = new Seat(A, List.of(), true);
  private final Seat seatB = new Seat(B, List.of(), true);

  private final ControlQueue queue = new ControlQueue();

  private static Delivery delivery(long due, EntityId from, int incarnation, long sequence) {
    return new Delivery(due, from, incarnation, sequence, B, 0, new Say("x"));
  }

  private static List<Delivery> drain(ControlQueue queue) {
    List<Delivery> drained = new ArrayList<>();
    while (queue.nextNanos() < Long.MAX_VALUE) {
      drained.add(queue.poll());
    }
    return drained;
  }

  private List<String> texts() {
    return drain(queue).stream().map(d -> ((Say) d.message()).text() + d.dueNanos()).toList();
  }

  /** Time, then sender, then incarnation, then sequence: each decides where those before tie. */
  @Property(tries = 100)
  void ordersByTimeSenderIncarnationSequence(@ForAll long seed) {
    List<Delivery> inOrder =
        List.of(
            delivery(1, B, 9, 9),
            delivery(2, A, 0, 7),
            delivery(2, A, 0, 8),
            delivery(2, A, 1, 0),
            delivery(2, B, 0, 0),
            delivery(3, A, 0, 0));
    List<Delivery> shuffled = new ArrayList<>(inOrder);
    var random = kagemusha.kernel.random.RandomStream.of(seed, "test", "shuffle");
    for (int i = shuffled.size(); i > 1; i--) {
      Collections.swap(shuffled, i - 1, (int) random.below(i));
    }
    ControlQueue fresh = new ControlQueue();
    shuffled.forEach(fresh::add);
    assertThat(drain(fresh)).isEqualTo(inOrder);
  }

  @Test
  void numbersRiseWithEverySending() {
    Delivery first = queue.number(5, seatA, B, 3, new Say("a"));
    Delivery second = queue.number(5, seatA, B, 3, new Say("b"));
    assertThat(first).isEqualTo(new Delivery(5, A, 0, first.sequence(), B, 3, new Say("a")));
    assertThat(second.sequence()).isEqualTo(first.sequence() + 1);
  }

  @Test
  void aTimerReplacesTheOneOfTheSameKeyAndOwnerOnly() {
    queue.timer(seatA, "k", 5, 0, new Say("old"));
    queue.timer(seatA, "other", 6, 0, new Say("other"));
    queue.timer(seatB, "k", 7, 0, new Say("B"));
    queue.timer(seatA, "k", 9, 0, new Say("new"));
    assertThat(texts()).containsExactly("other6", "B7", "new9");
  }

  @Test
  void cancelTakesATimerAwayAndNothingElse() {
    queue.timer(seatA, "k", 5, 0, new Say("timer"));
    queue.add(queue.number(5, seatA, A, 0, new Say("message")));
    queue.cancel(B, "k");
    queue.cancel(A, "nothing");
    assertThat(queue.nextNanos()).isEqualTo(5);
    queue.cancel(A, "k");
    assertThat(texts()).containsExactly("message5");
  }

  @Test
  void aKeyCanBeUsedAgainAfterItHasFired() {
    queue.timer(seatA, "k", 5, 0, new Say("first"));
    assertThat(queue.poll().dueNanos()).isEqualTo(5);
    queue.timer(seatA, "k", 8, 0, new Say("second"));
    queue.timer(seatA, "k", 9, 0, new Say("third"));
    assertThat(texts()).containsExactly("third9");
  }

  /** A message from another machine may carry the same number as a timer here. */
  @Test
  void aForeignMessageOfTheSameNumberIsNotTakenForATimer() {
    queue.timer(seatA, "k", 5, 0, new Say("timer"));
    queue.add(new Delivery(4, B, 0, 0, A, 0, new Say("foreign")));
    queue.cancel(A, "k");
    assertThat(texts()).containsExactly("foreign4");
  }

  @Test
  void whatIsExtractedLeavesTheOthersAlone() {
    queue.timer(seatA, "k", 7, 1, new Say("timer"));
    queue.timer(seatB, "k", 6, 0, new Say("B"));
    Delivery late = queue.number(9, seatB, A, 0, new Say("late"));
    Delivery early = queue.number(3, seatB, A, 0, new Say("early"));
    queue.add(late);
    queue.add(early);
    List<Delivery> deliveries = new ArrayList<>();
    List<Luggage.Alarm> alarms = new ArrayList<>();
    queue.extract(A, deliveries, alarms);
    assertThat(deliveries).containsExactly(early, late);
    assertThat(alarms).containsExactly(new Luggage.Alarm("k", 7, 1, new Say("timer")));
    queue.cancel(A, "k");
    assertThat(texts()).containsExactly("B6");
  }

  /** What an entity sent itself in an earlier life may carry the number of a timer of this one. */
  @Test
  void aMessageOfAnEarlierLifeIsNotTakenForATimer() {
    seatA.take(1);
    queue.timer(seatA, "k", 5, 0, new Say("timer"));
    queue.add(new Delivery(4, A, 0, 0, A, 0, new Say("earlier")));
    assertThat(queue.poll().message()).isEqualTo(new Say("earlier"));
    queue.cancel(A, "k");
    assertThat(texts()).isEmpty();
  }
}

package kagemusha.backup.vss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.testkit.RecordingContext;
import org.junit.jupiter.api.Test;

class SetStatesTest {
  private record Done() implements Message {}

  private static final Tell ACT = new Tell(new EntityId("x"), new Done());

  /** The answer that arrives last need not be the slowest: it may have come a longer way. */
  @Test
  void theSlowestAnswerWithoutPaddingCounts() {
    RecordingContext context = new RecordingContext(10);
    SetStates<String> sets = new SetStates<>("");
    List<Long> free = new ArrayList<>();
    sets.on("S", context.at(100, 0), (state, now) -> note(free, now, "one"));
    sets.on("S", context.at(120, 60), (state, now) -> note(free, now, "two"));
    assertThat(free).containsExactly(100L, 100L);
    assertThat(context.drainSent())
        .extracting(RecordingContext.Sent::padNanos)
        .as("what follows has gathered what is left of the padding")
        .containsExactly(0L, 20L);
    assertThat(sets.of("S")).isEqualTo("two");
  }

  private static Decision<String> note(List<Long> free, Moment now, String next) {
    free.add(now.freeNanos());
    return Decision.to(next, ACT);
  }

  @Test
  void aSetThatEndsIsForgotten() {
    RecordingContext context = new RecordingContext(10);
    SetStates<String> sets = new SetStates<>("");
    sets.on("S", context.at(100, 0), (state, now) -> Decision.to("one"));
    assertThat(sets.find(state -> !state.isEmpty())).contains("S");
    sets.on("S", context.at(110, 0), (state, now) -> Decision.to(""));
    assertThat(sets.find(state -> true)).isEmpty();
    List<Long> free = new ArrayList<>();
    sets.on("S", context.at(120, 50), (state, now) -> note(free, now, "again"));
    assertThat(free).containsExactly(70L);
  }

  @Test
  void aLimitIsExactAndItsWatchAllowsForPadding() {
    Moment now = new Moment(1_000, 10);
    assertThat(now.isLate(900, Duration.ofNanos(100))).isFalse();
    assertThat(now.isLate(899, Duration.ofNanos(100))).isTrue();
    assertThat(now.watchNanos(Duration.ofNanos(100))).isEqualTo(200);
  }
}

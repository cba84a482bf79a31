package kagemusha.load.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.load.hold.HoldState.Draining;
import kagemusha.load.hold.HoldState.Held;
import kagemusha.load.hold.HoldState.Open;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/**
 * The table, with a limit of 100 and an allowance of 40; the hold begins at 1000 with 7 padding.
 */
class HoldRulesTest {
  private record Said(String what, String set) implements Message {}

  private static final EntityId ASKER = new EntityId("HYPR1.vss");
  private static final EntityId OTHER = new EntityId("HYPR2.vss");
  private static final HoldState OPEN = HoldState.open();
  private static final Standstill HOLD = new Standstill("set", ASKER, 1000, 7);
  private static final HoldCommand.Limit LIMIT =
      new HoldCommand.Limit(HoldCommand.Kind.STORE, "set", 1000);
  private static final Log LATE = new Log("ESE", 2004, Level.ERROR, "late", "set");
  private static final Tell EXPIRED = new Tell(ASKER, new Said("expired", "set"));

  private final HoldRules rules =
      new HoldRules(
          HoldCommand.Kind.STORE,
          100,
          40,
          new HoldRules.Answers() {
            @Override
            public Message held(String set) {
              return new Said("held", set);
            }

            @Override
            public Message expired(String set) {
              return new Said("expired", set);
            }

            @Override
            public List<Act> expiryLog(String set) {
              return List.of(LATE);
            }
          });

  @Test
  void aHoldBeginsWithADrainAndATimer() {
    assertThat(rules.on(OPEN, new HoldCommand.Begin("set", ASKER, 1000, 7)))
        .isEqualTo(Decision.to(new Draining(HOLD), new Timer("hold STORE", 140, LIMIT)));
  }

  @Test
  void theAskerIsToldWhenNothingIsInFlight() {
    assertThat(rules.on(new Draining(HOLD), new HoldCommand.Drained()))
        .isEqualTo(Decision.to(new Held(HOLD), new Tell(ASKER, new Said("held", "set"))));
  }

  @Test
  void anEndInTimeOpensWithoutAWord() {
    assertThat(rules.on(new Held(HOLD), new HoldCommand.End("set", 1100, 7)))
        .isEqualTo(Decision.to(new Open(0)));
    assertThat(rules.on(new Draining(HOLD), new HoldCommand.End("set", 1050, 20)))
        .isEqualTo(Decision.to(new Open(13)));
  }

  @Test
  void paddingDoesNotCountAgainstTheLimit() {
    assertThat(rules.on(new Held(HOLD), new HoldCommand.End("set", 1130, 37)))
        .isEqualTo(Decision.to(new Open(30)));
    assertThat(rules.on(new Held(HOLD), new HoldCommand.End("set", 1131, 37)))
        .isEqualTo(Decision.to(new Open(30), LATE, EXPIRED));
  }

  @Test
  void aHoldEndsByItself() {
    assertThat(rules.on(new Held(HOLD), LIMIT)).isEqualTo(Decision.to(new Open(40), LATE, EXPIRED));
    assertThat(rules.on(new Draining(HOLD), LIMIT))
        .isEqualTo(Decision.to(new Open(40), LATE, EXPIRED));
  }

  @Test
  void whatComesTooLateIsIgnored() {
    assertThat(rules.on(OPEN, LIMIT)).isEqualTo(Decision.to(OPEN));
    assertThat(rules.on(OPEN, new HoldCommand.End("set", 2000, 7))).isEqualTo(Decision.to(OPEN));
    var earlier = new HoldCommand.Limit(HoldCommand.Kind.STORE, "set", 500);
    assertThat(rules.on(new Held(HOLD), earlier)).isEqualTo(Decision.to(new Held(HOLD)));
    var other = new HoldCommand.End("other", 1010, 7);
    assertThat(rules.on(new Held(HOLD), other)).isEqualTo(Decision.to(new Held(HOLD)));
  }

  @Test
  void aSecondSetIsTurnedAway() {
    assertThat(rules.on(new Held(HOLD), new HoldCommand.Begin("other", OTHER, 1010, 0)))
        .isEqualTo(Decision.to(new Held(HOLD), new Tell(OTHER, new Said("expired", "other"))));
  }

  @Test
  void aDrainThatNobodyAskedForIsAMistake() {
    assertThatThrownBy(() -> rules.on(OPEN, new HoldCommand.Drained()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> rules.on(new Held(HOLD), new HoldCommand.Drained()))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Expired exactly if the real time is above the limit, whatever the padding. */
  @Property(tries = 200)
  void realTimeDecides(
      @ForAll @LongRange(max = 300) long realNanos, @ForAll @LongRange(max = 300) long padding) {
    var end = new HoldCommand.End("set", 1000 + realNanos + padding, 7 + padding);
    Decision<HoldState> decision = rules.on(new Held(HOLD), end);
    assertThat(decision.next()).isEqualTo(new Open(padding));
    assertThat(decision.acts().contains(EXPIRED)).isEqualTo(realNanos > 100);
  }

  @Test
  void anAnswerHasNoMorePaddingThanTheWait() {
    assertThat(HOLD.answerPadNanos(1050, 20)).isEqualTo(27);
    assertThat(HOLD.answerPadNanos(1050, 80)).isEqualTo(57);
  }
}

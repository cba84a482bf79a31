package kagemusha.load.hold;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.Message;
import kagemusha.load.hold.HoldState.Draining;
import kagemusha.load.hold.HoldState.Held;
import kagemusha.load.hold.HoldState.Open;

/** The rules of the package's table. */
public final class HoldRules {
  /** What the asker is told. */
  public interface Answers {
    /** Nothing is in flight. */
    Message held(String set);

    /** The hold has been given up. */
    Message expired(String set);

    /** What a hold that has lasted too long leaves in the event log. */
    List<Act> expiryLog(String set);
  }

  private final HoldCommand.Kind kind;
  private final long limitNanos;
  private final long allowanceNanos;
  private final Answers answers;

  /**
   * @param limitNanos longest hold in real time
   * @param allowanceNanos padding that a hold may gather on top of it
   */
  public HoldRules(HoldCommand.Kind kind, long limitNanos, long allowanceNanos, Answers answers) {
    this.kind = kind;
    this.limitNanos = limitNanos;
    this.allowanceNanos = allowanceNanos;
    this.answers = answers;
  }

  public Decision<HoldState> on(HoldState state, HoldCommand command) {
    if (command instanceof HoldCommand.Begin begin) {
      return begin(state, begin);
    } else if (command instanceof HoldCommand.Drained && state instanceof Draining draining) {
      Standstill hold = draining.hold();
      return Decision.to(new Held(hold), new Tell(hold.asker(), answers.held(hold.set())));
    } else if (command instanceof HoldCommand.End end) {
      return ofHold(state, end.set(), () -> end(holdOf(state), end));
    } else if (command instanceof HoldCommand.Limit limit) {
      return ofHold(state, limit.set(), () -> limit(state, limit));
    }
    throw new IllegalStateException(kind + ": " + command + " does not fit " + state);
  }

  private Decision<HoldState> begin(HoldState state, HoldCommand.Begin begin) {
    if (state.isHolding()) {
      return Decision.to(state, new Tell(begin.asker(), answers.expired(begin.set())));
    }
    var hold = new Standstill(begin.set(), begin.asker(), begin.nowNanos(), begin.padNanos());
    var limit = new HoldCommand.Limit(kind, begin.set(), begin.nowNanos());
    return Decision.to(
        new Draining(hold), new Timer("hold " + kind, limitNanos + allowanceNanos, limit));
  }

  private Decision<HoldState> end(Standstill hold, HoldCommand.End end) {
    long artificial = hold.artificialNanos(end.nowNanos(), end.padNanos());
    boolean late = end.nowNanos() - hold.sinceNanos() - artificial > limitNanos;
    return new Decision<>(new Open(artificial), late ? expiry(hold) : List.of());
  }

  private Decision<HoldState> limit(HoldState state, HoldCommand.Limit limit) {
    Standstill hold = holdOf(state);
    return limit.sinceNanos() == hold.sinceNanos()
        ? new Decision<>(new Open(allowanceNanos), expiry(hold))
        : Decision.to(state);
  }

  private List<Act> expiry(Standstill hold) {
    List<Act> acts = new ArrayList<>(answers.expiryLog(hold.set()));
    acts.add(new Tell(hold.asker(), answers.expired(hold.set())));
    return acts;
  }

  private static Decision<HoldState> ofHold(
      HoldState state, String set, Supplier<Decision<HoldState>> rule) {
    return state.isHolding() && holdOf(state).set().equals(set) ? rule.get() : Decision.to(state);
  }

  private static Standstill holdOf(HoldState state) {
    return state instanceof Held held ? held.hold() : ((Draining) state).hold();
  }
}

package kagemusha.backup.vss;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Decision;

/**
 * What a participant knows of each snapshot set. Where it has waited for several answers that have
 * gathered different padding, the latest of them without padding counts.
 *
 * @param <S> the participant's states
 */
public final class SetStates<S> {
  private final S none;
  private final Map<String, S> states = new TreeMap<>();
  private final Map<String, Long> reachedNanos = new TreeMap<>();

  /**
   * @param none the state of a set that is not known; a set that reaches it is forgotten
   */
  public SetStates(S none) {
    this.none = none;
  }

  public S of(String set) {
    return states.getOrDefault(set, none);
  }

  /** All sets that are known, in the order of their names. */
  public List<String> names() {
    return List.copyOf(states.keySet());
  }

  /** The first set in such a state. */
  public Optional<String> find(Predicate<S> wanted) {
    return states.entrySet().stream()
        .filter(entry -> wanted.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Performs what the rules decide of a set. */
  public void on(String set, Context context, BiFunction<S, Moment, Decision<S>> rules) {
    long now = context.nowNanos();
    long free = Math.max(now - context.padNanos(), reachedNanos.getOrDefault(set, Long.MIN_VALUE));
    Decision<S> decision = rules.apply(of(set), new Moment(free, context.quantumNanos()));
    S next = decision.perform(context.at(now, now - free));
    if (next.equals(none)) {
      states.remove(set);
      reachedNanos.remove(set);
    } else {
      states.put(set, next);
      reachedNanos.put(set, free);
    }
  }
}

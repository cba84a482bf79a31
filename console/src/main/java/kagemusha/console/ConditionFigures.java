package kagemusha.console;

import java.util.Collection;
import java.util.Optional;
import kagemusha.config.Measure;

/**
 * What a run has to say about one condition of the published numbers.
 *
 * @param at the figures of the condition
 * @param reference those of the steady state without jobs; empty if the condition is that
 * @param whole whether all of it was run, so that it can be judged
 */
record ConditionFigures(Figures at, Optional<Figures> reference, boolean whole) {
  /** The same, of these measures only. */
  ConditionFigures only(Collection<Measure> measures) {
    return new ConditionFigures(
        at.only(measures), reference.map(each -> each.only(measures)), whole);
  }
}

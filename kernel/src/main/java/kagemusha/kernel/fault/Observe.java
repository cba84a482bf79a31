package kagemusha.kernel.fault;

import java.util.Set;
import java.util.TreeSet;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * Tell me, once, when this has come so far. Answered with {@link Observed}.
 *
 * @param ticket for the answer
 * @param subjects of whom, if the entity knows several; any one will do
 * @param atLeast a count, or a share of one
 * @param by on the same machine
 */
public record Observe(int ticket, Set<String> subjects, double atLeast, EntityId by)
    implements Message {
  public Observe {
    subjects = new TreeSet<>(subjects);
  }

  /** It has come so far. */
  public record Observed(int ticket) implements Message {}
}

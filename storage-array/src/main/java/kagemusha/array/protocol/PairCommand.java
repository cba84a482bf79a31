package kagemusha.array.protocol;

import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * What a ShadowImage pair accepts, as the array's command line names it. Every command is answered
 * with a {@link PairNotice}; which state allows which command is in the package of the pair.
 */
public sealed interface PairCommand extends Message {
  EntityId replyTo();

  /** Makes the pair and copies all of the primary volume. Answered when the state is PAIR. */
  record Create(EntityId replyTo) implements PairCommand {}

  /**
   * Splits the pair.
   *
   * @param image name by which the secondary volume's content of this moment is read from then on
   */
  record Split(String image, EntityId replyTo) implements PairCommand {}

  /** Copies what differs to the secondary volume. Answered when the state is PAIR. */
  record Resync(EntityId replyTo) implements PairCommand {}

  /** Copies what differs back to the primary volume. Answered when the state is PAIR. */
  record Restore(EntityId replyTo) implements PairCommand {}

  /** Ends the relation of the two volumes. */
  record Delete(EntityId replyTo) implements PairCommand {}

  /** Ends the pair in the state of an error. */
  record Suspend(EntityId replyTo) implements PairCommand {}

  /** Asks for the state. */
  record Query(EntityId replyTo) implements PairCommand {}
}

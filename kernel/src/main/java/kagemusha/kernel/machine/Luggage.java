package kagemusha.kernel.machine;

import java.util.List;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.image.MemoryImage;

/**
 * An entity on its way to another machine.
 *
 * @param lives how often it has changed its machine, this time included
 * @param state what {@code pack} gave
 * @param waiting an image of its timers and of messages that were to reach it later
 * @param data rows that it had not taken in yet
 */
public record Luggage(
    EntityId entity, int lives, Object state, MemoryImage waiting, List<BatchMail> data) {

  /** What was to reach it later, of whatever types. */
  record Waiting(List<Delivery> control, List<Alarm> alarms) {}

  /** A timer that has not gone off. */
  public record Alarm(String key, long atNanos, long padNanos, Message message) {}

  /**
   * Entities that travel together.
   *
   * @param dueNanos when they reach their new machine
   */
  public record Load(String network, long dueNanos, long bytes, List<Luggage> pieces) {}
}

package kagemusha.array;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.array.protocol.ControllerCommand.Fence;
import kagemusha.array.protocol.IoBatch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/**
 * Hosts whose registration at the LUs has been withdrawn: their writes are refused with a
 * reservation conflict, reads pass, as with a reservation for registrants that excludes writes.
 */
final class Fences {
  private final Map<String, List<EntityId>> fenced = new TreeMap<>();
  private final Map<String, Long> refused = new TreeMap<>();
  private final Outbox outbox;

  Fences(Outbox outbox) {
    this.outbox = outbox;
  }

  void fence(Fence fence) {
    fenced.put(fence.host(), fence.stops());
    refused.put(fence.host(), 0L);
  }

  void admit(String host) {
    fenced.remove(host);
  }

  /** Whether a batch has come through a host that may not write; the first time it is logged. */
  boolean refuses(long nowNanos, IoBatch rows) {
    for (Map.Entry<String, List<EntityId>> each : fenced.entrySet()) {
      for (EntityId stop : each.getValue()) {
        if (rows.passes(stop)) {
          note(nowNanos, each.getKey());
          return true;
        }
      }
    }
    return false;
  }

  /** Whether somebody who asks for a sequential write may not write. */
  boolean refuses(EntityId asker) {
    return fenced.values().stream().anyMatch(stops -> stops.contains(asker));
  }

  private void note(long nowNanos, String host) {
    if (refused.merge(host, 1L, Long::sum) == 1) {
      String text = "Writes of %s are refused: reservation conflict".formatted(host);
      outbox.incident(nowNanos, ArrayEvents.RESERVATION_CONFLICT, Level.WARNING, text, host);
    }
  }
}

package kagemusha.array;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.array.protocol.ControllerCommand.Fence;
import kagemusha.array.protocol.IoBatch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/**
 * Hosts whose registration at the LUs has been withdrawn: their writes are refused with a
 * reservation conflict, reads pass, as with a reservation for registrants that excludes writes.
 *
 * <pre>
 * Free    --Fence--> Fenced
 * Fenced  --Register by the host, and Admit by the cluster--> Free
 * </pre>
 */
final class Fences {
  private final Map<String, List<EntityId>> fenced = new TreeMap<>();
  private final Set<String> logged = new TreeSet<>();
  private final Set<String> registered = new TreeSet<>();
  private final Set<String> admitted = new TreeSet<>();
  private final Outbox outbox;

  Fences(Outbox outbox) {
    this.outbox = outbox;
  }

  void fence(Fence fence) {
    fenced.put(fence.host(), fence.stops());
    registered.remove(fence.host());
    admitted.remove(fence.host());
    logged.remove(fence.host());
  }

  /** What the host has sent in its earlier life lies behind it. */
  void register(String host) {
    if (fenced.containsKey(host)) {
      registered.add(host);
      open(host);
    }
  }

  void admit(String host) {
    if (fenced.containsKey(host)) {
      admitted.add(host);
      open(host);
    }
  }

  private void open(String host) {
    if (registered.contains(host) && admitted.contains(host)) {
      fenced.remove(host);
    }
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
    if (logged.add(host)) {
      String text = "Writes of %s are refused: reservation conflict".formatted(host);
      outbox.incident(nowNanos, ArrayEvents.RESERVATION_CONFLICT, Level.WARNING, text, host);
    }
  }
}

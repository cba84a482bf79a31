package kagemusha.kernel.durable;

import java.util.ArrayList;
import java.util.List;

/**
 * The events of one entity as they lie in its journal, cuts included. A cut stands where a new life
 * began: of what lies before it, only events up to its tick were ever committed.
 */
record StoredEvents(List<Journaled> all) {
  /** Type of the entry that marks a cut; no record can be called so. */
  static final String CUT = "-";

  static Journaled cut(long committedTick) {
    return new Journaled(committedTick, CUT, "{}");
  }

  /** The same with one more. */
  StoredEvents with(Journaled event) {
    List<Journaled> longer = new ArrayList<>(all);
    longer.add(event);
    return new StoredEvents(longer);
  }

  /** What counts, in order. */
  List<Journaled> committed() {
    List<Journaled> counting = new ArrayList<>();
    for (Journaled each : all) {
      if (each.type().equals(CUT)) {
        counting.removeIf(event -> event.tick() > each.tick());
      } else {
        counting.add(each);
      }
    }
    return counting;
  }

  /** Whether an event of a later tick would be cut off. */
  boolean reachesBeyond(long committedTick) {
    return committed().stream().anyMatch(event -> event.tick() > committedTick);
  }
}

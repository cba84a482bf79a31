package kagemusha.node.invariant;

import java.util.List;
import java.util.function.Consumer;
import kagemusha.kernel.event.EventRecord;

/** Watches over one law. */
interface Checker {
  /** The counters that it wants to see, by their names. */
  default boolean wants(String counter) {
    return false;
  }

  default void happened(EventRecord event, Consumer<Breach> breaches) {}

  /**
   * A counter's value.
   *
   * @param machine that has sampled it
   */
  default void sampled(
      String machine, String counter, long timeNanos, double value, Consumer<Breach> breaches) {}

  /** The process of a machine is gone. */
  default void lost(String machine, long timeNanos) {}

  /** The run is over. */
  default void ended(long timeNanos, Consumer<Breach> breaches) {}

  /** All laws of a site. */
  static List<Checker> all(Invariants.Site site) {
    return List.of(
        new OneOwner(site.csvOwners()),
        new OneHost(),
        new Errors(),
        new JobsEnd(site.jobPatience().toNanos()),
        new QuorumKept(site.hosts()));
  }
}

package kagemusha.node.invariant;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import kagemusha.kernel.event.EventRecord;

/**
 * A host that is no member of the cluster writes nothing for its virtual machines. A sample tells
 * of the ten seconds before it, so those count that lie behind the eviction as a whole; what was on
 * its way may still come back in the first of them.
 */
final class QuorumKept implements Checker {
  private static final long SETTLED_NANOS = 20_000_000_000L;

  private final Set<String> hosts;
  private final Map<String, Long> evicted = new TreeMap<>();

  QuorumKept(Set<String> hosts) {
    this.hosts = hosts;
  }

  @Override
  public void happened(EventRecord event, Consumer<Breach> breaches) {
    if (ClusterEvents.isEviction(event)) {
      evicted.put(event.correlation(), event.timeNanos());
    } else if (ClusterEvents.isJoin(event)) {
      evicted.remove(event.correlation());
    }
  }

  @Override
  public boolean wants(String counter) {
    return VmCounter.isWrites(counter);
  }

  @Override
  public void sampled(
      String machine, String counter, long timeNanos, double value, Consumer<Breach> breaches) {
    Long since = hosts.contains(machine) ? evicted.get(machine) : null;
    if (since != null && value > 0 && timeNanos - since > SETTLED_NANOS) {
      String what =
          "%s writes on %s, which was removed from the cluster %d s before"
              .formatted(VmCounter.vm(counter), machine, (timeNanos - since) / 1_000_000_000);
      breaches.accept(new Breach(timeNanos, Breach.Law.QUORUM, what));
    }
  }
}

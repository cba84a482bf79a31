package kagemusha.kernel.entity;

import java.util.ArrayList;
import java.util.List;

/**
 * A fault of a network. It begins and ends at one time on all machines.
 *
 * @param name by which it is healed, and under which events tell of it
 * @param hops the directions concerned
 * @param fromNanos at least one quantum from now, so that everybody can know
 */
public record LinkFault(
    String name, String network, List<Hop> hops, Impairment impairment, long fromNanos) {
  /** As a network's name: whatever leads from one machine to the other. */
  public static final String ALL_NETWORKS = "*";

  /** From one machine to another. */
  public record Hop(String from, String to) {}

  public LinkFault {
    hops = List.copyOf(hops);
    if (hops.isEmpty() || hops.stream().anyMatch(hop -> hop.from().equals(hop.to()))) {
      throw new IllegalArgumentException(name + " leads from no machine to another: " + hops);
    }
  }

  /** From each machine of one group to each of the other, and back if {@code bothWays}. */
  public static List<Hop> between(List<String> these, List<String> those, boolean bothWays) {
    List<Hop> hops = new ArrayList<>();
    for (String one : these) {
      for (String other : those) {
        hops.add(new Hop(one, other));
        if (bothWays) {
          hops.add(new Hop(other, one));
        }
      }
    }
    return hops;
  }
}

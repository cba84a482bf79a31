package kagemusha.csv.membership;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who stays when hosts do not hear each other. Every configured host has a vote; if their number is
 * even, so has the witness disk, for the side of the host that holds it [pub]. A side needs more
 * than half of all votes.
 */
final class Quorum {
  /** Which hosts stay. */
  sealed interface Verdict {}

  /** As far as is known every host is still connected to every other one, if not directly. */
  record Whole() implements Verdict {}

  /** These stay. */
  record Stay(Set<String> hosts) implements Verdict {}

  /** The holder of the witness has to show that it lives. */
  record Challenge(String holder) implements Verdict {}

  /** No side has enough votes. */
  record Lost() implements Verdict {}

  private final List<String> hosts;

  /**
   * @param hosts all that are configured, in the order in which they prevail
   */
  Quorum(List<String> hosts) {
    this.hosts = List.copyOf(hosts);
  }

  private boolean hasWitness() {
    return hosts.size() % 2 == 0;
  }

  private int majority() {
    return (hosts.size() + (hasWitness() ? 1 : 0)) / 2 + 1;
  }

  /**
   * @param suspicions whom each host does not hear
   * @param holder of the witness
   * @param alive hosts that have said something in this round
   * @param silent whether the holder has been asked to show that it lives, in vain
   */
  Verdict judge(
      Set<String> members,
      Map<String, Set<String>> suspicions,
      String holder,
      Set<String> alive,
      boolean silent) {
    List<Set<String>> sides = sides(members, suspicions);
    if (sides.size() < 2) {
      return new Whole();
    } else if (sides.get(0).size() >= majority()) {
      return new Stay(sides.get(0));
    } else if (!hasWitness() || sides.get(0).size() + 1 < majority()) {
      return new Lost();
    }
    for (Set<String> side : sides) {
      if (side.contains(holder) && side.size() + 1 >= majority() && !silent) {
        return alive.contains(holder) ? new Stay(side) : new Challenge(holder);
      }
    }
    return sides.stream()
        .filter(side -> !side.contains(holder) && side.size() + 1 >= majority())
        .<Verdict>map(Stay::new)
        .findFirst()
        .orElse(new Lost());
  }

  /**
   * Of hosts that are all connected, but not all directly: who stays when those leave that are
   * heard by the fewest.
   */
  Verdict prune(Set<String> members, Map<String, Set<String>> suspicions, String holder) {
    Set<String> left = new TreeSet<>(members);
    while (true) {
      List<String> worst =
          hosts.stream()
              .filter(host -> left.contains(host) && degree(host, left, suspicions) > 0)
              .toList();
      if (worst.isEmpty()) {
        int votes = left.size() + (hasWitness() && left.contains(holder) ? 1 : 0);
        return votes >= majority() ? new Stay(left) : new Lost();
      }
      int most = worst.stream().mapToInt(host -> degree(host, left, suspicions)).max().orElse(0);
      List<String> ties =
          worst.stream().filter(host -> degree(host, left, suspicions) == most).toList();
      left.remove(ties.get(ties.size() - 1));
    }
  }

  private static int degree(String host, Set<String> among, Map<String, Set<String>> suspicions) {
    return (int) among.stream().filter(other -> isCut(host, other, suspicions)).count();
  }

  private static boolean isCut(String one, String other, Map<String, Set<String>> suspicions) {
    return suspicions.getOrDefault(one, Set.of()).contains(other)
        || suspicions.getOrDefault(other, Set.of()).contains(one);
  }

  /** Hosts that are connected, the most first; of equally many those with the first host. */
  private List<Set<String>> sides(Set<String> members, Map<String, Set<String>> suspicions) {
    List<Set<String>> sides = new ArrayList<>();
    List<String> left = new ArrayList<>(hosts.stream().filter(members::contains).toList());
    while (!left.isEmpty()) {
      Set<String> side = new TreeSet<>(Set.of(left.remove(0)));
      boolean grown = true;
      while (grown) {
        List<String> more =
            left.stream()
                .filter(each -> side.stream().anyMatch(known -> !isCut(known, each, suspicions)))
                .toList();
        left.removeAll(more);
        grown = side.addAll(more);
      }
      sides.add(side);
    }
    sides.sort(Comparator.comparingInt(side -> -side.size()));
    return sides;
  }
}

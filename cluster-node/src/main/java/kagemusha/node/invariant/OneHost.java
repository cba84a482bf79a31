package kagemusha.node.invariant;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A virtual machine is on one machine at a time: never do two of them sample its counters. */
final class OneHost implements Checker {
  private record Place(String machine, long timeNanos) {}

  private final Map<String, Place> places = new TreeMap<>();

  /** Of each virtual machine one counter, which is sampled wherever it is. */
  @Override
  public boolean wants(String counter) {
    return VmCounter.isWrites(counter);
  }

  @Override
  public void sampled(
      String machine, String counter, long timeNanos, double value, Consumer<Breach> breaches) {
    String vm = VmCounter.vm(counter);
    Place before = places.put(vm, new Place(machine, timeNanos));
    if (before != null && before.timeNanos() == timeNanos && !before.machine().equals(machine)) {
      String what = "%s is on %s and on %s".formatted(vm, before.machine(), machine);
      breaches.accept(new Breach(timeNanos, Breach.Law.ONE_HOST, what));
    }
  }
}

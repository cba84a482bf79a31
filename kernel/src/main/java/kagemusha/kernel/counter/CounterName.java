package kagemusha.kernel.counter;

/**
 * Name of a counter in the way of the performance monitor.
 *
 * @param instance may be empty
 */
public record CounterName(String machine, String object, String instance, String counter) {
  /** {@code \\HYPR1\PhysicalDisk(LOG)\Avg. Disk Queue Length}. */
  @Override
  public String toString() {
    String object1 = instance.isEmpty() ? object : object + "(" + instance + ")";
    return "\\\\" + machine + "\\" + object1 + "\\" + counter;
  }
}

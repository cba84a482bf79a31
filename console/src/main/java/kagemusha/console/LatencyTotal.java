package kagemusha.console;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import kagemusha.load.protocol.MailCauses;

/**
 * Latencies of one kind of request over a span of time.
 *
 * @param latency kind, such as {@code DATABASE read direct}
 * @param sumMs of all latencies
 * @param causesMs what each cause had of the sum
 */
record LatencyTotal(
    String machine, String latency, double count, double sumMs, Map<String, Double> causesMs) {
  /** As a count: the sum is a mean of samples already. */
  static final double OF_A_MEAN = 1;

  /** What a rounded sum of a file may be off. */
  private static final double ROUNDING_MS = 1e-3;

  LatencyTotal {
    causesMs = inOrder(causesMs);
    double parts = causesMs.values().stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(parts - sumMs) > ROUNDING_MS + 1e-9 * Math.abs(sumMs)) {
      throw new IllegalArgumentException(
          "the causes of %s sum to %f ms, not %f".formatted(machine + " " + latency, parts, sumMs));
    }
  }

  /** From the drives up to the client, wherever the causes come from. */
  private static Map<String, Double> inOrder(Map<String, Double> causesMs) {
    Map<String, Double> ordered = new LinkedHashMap<>();
    for (String cause : MailCauses.titles()) {
      if (causesMs.containsKey(cause)) {
        ordered.put(cause, causesMs.get(cause));
      }
    }
    ordered.putAll(causesMs);
    return Collections.unmodifiableMap(ordered);
  }

  LatencyTotal plus(LatencyTotal other) {
    Map<String, Double> causes = new LinkedHashMap<>(causesMs);
    other.causesMs.forEach((cause, ms) -> causes.merge(cause, ms, Double::sum));
    return new LatencyTotal(machine, latency, count + other.count, sumMs + other.sumMs, causes);
  }

  /** The same of another machine, or of several together. */
  LatencyTotal of(String other) {
    return new LatencyTotal(other, latency, count, sumMs, causesMs);
  }

  String name() {
    return machine + " " + latency;
  }

  /** Whether these are the I/Os of a disk, which are either direct or redirected. */
  boolean isDisk() {
    return latency.endsWith(" direct") || latency.endsWith(" redirected");
  }

  double meanMs() {
    return sumMs / count;
  }

  /** Of the mean. */
  double meanMs(String cause) {
    return causesMs.getOrDefault(cause, 0.0) / count;
  }
}

package kagemusha.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kagemusha.config.Expectation;

/** Holds the event log of a run against what its script expects. */
final class ExpectationCheck {
  private ExpectationCheck() {}

  /** What is not as expected, in words. */
  static List<String> unmet(Path folder, List<Expectation> expectations) throws IOException {
    long[] seen = new long[expectations.size()];
    EventFile.read(
        folder,
        event -> {
          for (int i = 0; i < seen.length; i++) {
            seen[i] += concerns(expectations.get(i), event) ? 1 : 0;
          }
        });
    List<String> unmet = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      Expectation each = expectations.get(i);
      if (!each.isMetBy(seen[i])) {
        unmet.add(
            "expected in line %d: %s; seen %d times".formatted(each.line(), each.title(), seen[i]));
      }
    }
    return unmet;
  }

  private static boolean concerns(Expectation expectation, JsonNode event) {
    return expectation.concerns(
        event.get("nanos").asLong(),
        event.get("source").asText(),
        event.get("id").asInt(),
        event.get("correlation").asText());
  }
}

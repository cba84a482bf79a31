package kagemusha.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kagemusha.backup.dpm.ContentEvent;
import kagemusha.kernel.event.Level;

/**
 * What a run's event log says about the content of its backups and restores.
 *
 * @param proven how often what was proven
 * @param failures what was not, in words; one is enough to fail the run
 */
record ContentReport(Map<ContentEvent, Integer> proven, List<String> failures) {
  /** Reads the events that a run has left in its folder. */
  static ContentReport read(Path folder) throws IOException {
    Map<ContentEvent, Integer> proven = new EnumMap<>(ContentEvent.class);
    List<String> failures = new ArrayList<>();
    EventFile.read(folder, event -> add(event, proven, failures));
    return new ContentReport(proven, failures);
  }

  private static void add(
      JsonNode event, Map<ContentEvent, Integer> proven, List<String> failures) {
    Optional<ContentEvent> about =
        ContentEvent.of(event.get("source").asText(), event.get("id").asInt());
    if (about.isPresent() && event.get("level").asText().equals(Level.ERROR.name())) {
      failures.add(event.get("time").asText() + " " + event.get("text").asText());
    } else if (about.isPresent()) {
      proven.merge(about.get(), 1, Integer::sum);
    }
  }

  boolean good() {
    return failures.isEmpty();
  }

  /** Nothing if the run has backed up nothing. */
  void print(PrintStream out) {
    if (!proven.isEmpty() || !good()) {
      out.printf(
          "%nContent: %d disks of replicas, %d recovery points and %d restored disks agree in every"
              + " block, %d checks of databases are well; %d failures%n",
          count(ContentEvent.REPLICA),
          count(ContentEvent.POINT),
          count(ContentEvent.RESTORE),
          count(ContentEvent.DATABASE),
          failures.size());
      failures.forEach(failure -> out.printf("  FAILED %s%n", failure));
    }
  }

  private int count(ContentEvent what) {
    return proven.getOrDefault(what, 0);
  }
}

package kagemusha.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Scenario 1 in half an hour, on the bundled small topology. */
final class ShortScenario {
  static final Path FILE = Path.of("../docs/examples/scenario-1-short.conf");

  private ShortScenario() {}

  /** Runs it; returns the run folder. */
  static Path run(Path runs, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(FILE.toString(), "--topology", "small"));
    arguments.addAll(List.of(more));
    return Command.runInto(runs, arguments.toArray(String[]::new));
  }

  /** How many events of the backup server have this number and level. */
  static long count(Path folder, int id, String level) throws Exception {
    return Files.readAllLines(folder.resolve(EventFile.NAME)).stream()
        .filter(line -> line.contains("\"source\":\"DPM\",\"id\":" + id + ","))
        .filter(line -> line.contains("\"level\":\"" + level + "\""))
        .count();
  }
}

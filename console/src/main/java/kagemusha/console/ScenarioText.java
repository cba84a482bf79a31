package kagemusha.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kagemusha.config.ConfigException;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;

/**
 * The text of a scenario with what the command line changes in it. A run folder keeps it, so that a
 * run depends on the files in its folder alone.
 *
 * @param file where it was read, if it is none of the bundled ones
 * @param changed whether it differs from what was read
 * @param dataCut whether the command line limits what is protected
 */
record ScenarioText(
    String name, String text, Optional<Path> file, boolean changed, boolean dataCut) {
  /**
   * A bundled scenario, or one in a file.
   *
   * @throws ConfigException if there is neither, or no such condition
   */
  static ScenarioText of(String nameOrFile, Optional<Integer> condition, Optional<Long> dataSetMb)
      throws IOException {
    Path file = Path.of(nameOrFile);
    if (ScenarioReader.names().contains(nameOrFile) || !Files.isRegularFile(file)) {
      return bundled(nameOrFile, condition, dataSetMb);
    }
    check(nameOrFile, condition, ScenarioReader.conditions(file));
    String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    return with(name, Files.readString(file), Optional.of(file), condition, dataSetMb);
  }

  /**
   * @param condition which of the scenario's conditions, from 1
   * @param dataSetMb at most so much of each VM is protected
   * @throws ConfigException if there is no such scenario or condition
   */
  static ScenarioText bundled(String name, Optional<Integer> condition, Optional<Long> dataSetMb)
      throws IOException {
    if (!ScenarioReader.names().contains(name)) {
      throw new ConfigException(
          "scenario '%s': unknown; allowed: %s"
              .formatted(name, String.join(", ", ScenarioReader.names())));
    }
    check(name, condition, ScenarioReader.conditions(name));
    return with(name, resource("scenarios/" + name), Optional.empty(), condition, dataSetMb);
  }

  private static void check(String name, Optional<Integer> condition, int conditions) {
    if (condition.isPresent() && conditions == 0) {
      throw new ConfigException("--condition: scenario '" + name + "' has no conditions");
    } else if (condition.isEmpty() && conditions > 0) {
      throw new ConfigException(
          "scenario '%s': choose one of its %d conditions".formatted(name, conditions));
    } else if (condition.isPresent() && (condition.get() < 1 || condition.get() > conditions)) {
      throw new ConfigException(
          "--condition %d: must be from 1 to %d".formatted(condition.get(), conditions));
    }
  }

  private static ScenarioText with(
      String name,
      String text,
      Optional<Path> file,
      Optional<Integer> condition,
      Optional<Long> dataSetMb) {
    String added =
        condition.map(number -> "\ncondition = " + number + "\n").orElse("")
            + dataSetMb.map(mb -> "\ndata-set = " + mb + " MB\n").orElse("");
    return new ScenarioText(name, text + added, file, !added.isEmpty(), dataSetMb.isPresent());
  }

  Scenario read(Topology topology) throws IOException {
    if (!changed) {
      return file.isPresent()
          ? ScenarioReader.file(file.get(), topology)
          : ScenarioReader.bundled(name, topology);
    }
    Scenario scenario = readCopy(topology);
    if (dataCut && scenario.jobs().isEmpty()) {
      throw new ConfigException("--data-set: scenario '" + name + "' has no backup job");
    }
    return scenario;
  }

  private Scenario readCopy(Topology topology) throws IOException {
    Path folder = Files.createTempDirectory("scenario");
    Path copy = folder.resolve(name + ".conf");
    try {
      Files.writeString(copy, text);
      return ScenarioReader.file(copy, topology);
    } finally {
      Files.delete(copy);
      Files.delete(folder);
    }
  }

  /** A settings file of the product, without its ending. */
  static String resource(String name) throws IOException {
    try (InputStream in = Topology.class.getResourceAsStream("/kagemusha/" + name + ".conf")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

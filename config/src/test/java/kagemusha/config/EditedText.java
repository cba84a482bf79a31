package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bundled settings file with one mistake put in, and what the reader says about it. */
record EditedText(String text) {
  static EditedText of(String resource) {
    return new EditedText(HoconDocument.resourceText(resource));
  }

  /** Replaces the only occurrence, so that a test cannot change another place than it means. */
  EditedText with(String old, String replacement) {
    assertThat(text.split(java.util.regex.Pattern.quote(old), -1)).as(old).hasSize(2);
    return new EditedText(text.replace(old, replacement));
  }

  EditedText withFirst(String old, String replacement) {
    int at = text.indexOf(old);
    assertThat(at).as(old).isNotNegative();
    return new EditedText(text.substring(0, at) + replacement + text.substring(at + old.length()));
  }

  Path write(Path directory) {
    try {
      return Files.writeString(directory.resolve("my.conf"), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The message, in which the directory of the file is cut off. */
  static String complaint(Path directory, Runnable reading) {
    ConfigException thrown = catchThrowableOfType(ConfigException.class, reading::run);
    assertThat(thrown).as("a complaint").isNotNull();
    return thrown.getMessage().replace(directory + "/", "");
  }

  String topologyComplaint(Path directory) {
    Path file = write(directory);
    return complaint(directory, () -> TopologyReader.file(file));
  }

  String scenarioComplaint(Path directory, Topology topology) {
    Path file = write(directory);
    return complaint(directory, () -> ScenarioReader.file(file, topology));
  }
}

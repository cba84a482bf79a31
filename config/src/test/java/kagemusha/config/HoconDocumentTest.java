package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoconDocumentTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          users = {      | my.conf:3: not valid HOCON: expecting a close
          users = [1,    | my.conf:3: not valid HOCON: List should have had new element
          users = 1 & 2  | my.conf:2: not valid HOCON: Expecting end of input or a comma, got '&'
          users = ${u}   | my.conf:2: not valid HOCON: Could not resolve substitution to a value: ${u}
          a b            | my.conf:3: not valid HOCON: Key 'a b' may not be followed by
          """)
  void syntaxErrorsNameTheLineInOneLine(String line, String message) {
    String complaint = new EditedText("a = 1\n" + line + "\n").topologyComplaint(directory);

    assertThat(complaint).startsWith(message).doesNotContain("\n");
  }

  @Test
  void environmentIsNotSubstituted() {
    assertThat(new EditedText("networks = ${PATH}\n").topologyComplaint(directory))
        .isEqualTo(
            "my.conf:1: not valid HOCON: Could not resolve substitution to a value: ${PATH}");
  }

  @Test
  void missingFile() {
    Path file = directory.resolve("none.conf");

    assertThat(EditedText.complaint(directory, () -> TopologyReader.file(file)))
        .isEqualTo("none.conf: no such file; expected a settings file in HOCON");
  }

  @Test
  void directoryInsteadOfFile() {
    assertThat(EditedText.complaint(directory, () -> TopologyReader.file(directory)))
        .endsWith(": cannot be read; expected a readable file in HOCON");
  }

  @Test
  void missingInclude() {
    assertThat(
            new EditedText("include required(file(\"other.conf\"))\n").topologyComplaint(directory))
        .startsWith("my.conf: cannot be read: ")
        .contains("other.conf");
  }

  @Test
  void emptyFile() {
    assertThat(new EditedText("").topologyComplaint(directory))
        .isEqualTo("my.conf:1: networks: missing; expected a list of objects [ { ... } ]");
  }
}

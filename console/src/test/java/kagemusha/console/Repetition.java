package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A run on processes, once more in one thread. */
final class Repetition {
  private Repetition() {}

  /** What came from outside, and when, is all that the run depends on. */
  static void isTheSame(Path run, Path into) throws Exception {
    BareRun.of(run, into, new PrintStream(OutputStream.nullOutputStream()));
    for (String file : List.of(EventFile.NAME, CounterFile.NAME)) {
      assertThat(Files.mismatch(run.resolve(file), into.resolve(file))).as(file).isEqualTo(-1);
    }
  }
}

package kagemusha.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kagemusha.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kagemusha compare}: whether two runs have the same bytes, and where they first differ. */
@Command(
    name = "compare",
    description =
        "Compares events and counters of two runs byte by byte; exit code 1 if they differ.")
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN", description = "A run folder.")
  private Path first;

  @Parameters(index = "1", paramLabel = "RUN", description = "Another.")
  private Path second;

  @Override
  public Integer call() throws IOException {
    boolean same = true;
    for (String name : List.of(EventFile.NAME, CounterFile.NAME, LatencyFile.NAME)) {
      Optional<String> difference = difference(file(first, name), file(second, name));
      System.out.printf("%-13s %s%n", name, difference.orElse("identical"));
      same &= difference.isEmpty();
    }
    return same ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Path file(Path folder, String name) {
    Path file = folder.resolve(name);
    if (!Files.isReadable(file)) {
      throw new ConfigException(file + ": no such file; is " + folder + " a run folder?");
    }
    return file;
  }

  /** The first difference, empty if there is none. */
  static Optional<String> difference(Path one, Path other) throws IOException {
    if (Files.mismatch(one, other) < 0) {
      return Optional.empty();
    }
    try (BufferedReader a = Files.newBufferedReader(one);
        BufferedReader b = Files.newBufferedReader(other)) {
      String[] header = {};
      for (int line = 1; ; line++) {
        String left = a.readLine();
        String right = b.readLine();
        if (line == 1 && left != null) {
          header = left.split(",");
        }
        if (left == null || right == null) {
          return Optional.of(
              "differs: %s ends at line %d".formatted(left == null ? one : other, line - 1));
        }
        if (!left.equals(right)) {
          return Optional.of(describe(one, header, line, left, right));
        }
      }
    }
  }

  private static String describe(Path file, String[] header, int line, String left, String right) {
    if (!file.toString().endsWith(".csv") || line == 1) {
      return "differs at line %d:%n  %s%n  %s".formatted(line, left, right);
    }
    String[] leftCells = left.split(",", -1);
    String[] rightCells = right.split(",", -1);
    int cell = 0;
    int cells = Math.min(leftCells.length, rightCells.length);
    while (cell < cells && leftCells[cell].equals(rightCells[cell])) {
      cell++;
    }
    return "differs at line %d (%s), column %s: %s and %s"
        .formatted(
            line,
            leftCells[0],
            cell < header.length ? header[cell] : "?",
            cell < leftCells.length ? leftCells[cell] : "nothing",
            cell < rightCells.length ? rightCells[cell] : "nothing");
  }
}

package kagemusha.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A counter file, read back. */
final class CounterTable {
  private final List<String> names;
  private final List<String[]> rows = new ArrayList<>();

  CounterTable(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(CounterFile.NAME));
    names = Arrays.stream(lines.get(0).split(",")).map(CounterTable::unquoted).toList();
    lines.stream().skip(1).forEach(line -> rows.add(line.split(",", -1)));
  }

  private static String unquoted(String cell) {
    return cell.substring(1, cell.length() - 1);
  }

  int rows() {
    return rows.size();
  }

  /** Values of a counter by row; row i is taken at (i + 1) * 10 s. NaN where it was not sampled. */
  double[] column(String name) {
    int column = names.indexOf(name);
    if (column < 0) {
      throw new IllegalArgumentException("no counter " + name);
    }
    return rows.stream()
        .mapToDouble(row -> row[column].isEmpty() ? Double.NaN : Double.parseDouble(row[column]))
        .toArray();
  }
}
